"""ID tokens, with joserfc as the provider that shares no code with ours."""

import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from citywallet.protocol.encoding import MemberInvalid, encode_base64url, parse_json_object, serialize_json
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.jose import CriticalHeaderUnknown, JwsMalformed, JwsTypeWrong, KeyIdInvalid
from citywallet.protocol.keys import SignatureInvalid, SignatureMalformed
from citywallet.protocol.oauth import IssuerIdentifier
from citywallet.protocol.openid_connect import (
    IdTokenForAnotherClient,
    IdTokenInvalid,
    IdTokenKeyUnknown,
    IdTokenOfAnotherIssuer,
    IdTokenOfAnotherSignIn,
    IdTokenOutOfTime,
    IdTokenSubjectInvalid,
    ProviderKey,
    VerifiedIdToken,
    parse_jwk_set,
    serialize_jwk_set,
    sign_id_token,
    verify_id_token,
)
from tests.support.keys import ISSUER, a_signing_key

PROVIDER = IssuerIdentifier("https://login.example.com")
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CLAIMS: dict[str, Any] = {
    "iss": PROVIDER,
    "sub": "c-senior",
    "aud": "issuer",
    "iat": int(NOW.timestamp()),
    "exp": int(NOW.timestamp()) + 300,
    "nonce": "n-1",
}


@cache
def a_provider_key(algorithm: str) -> ECKey | RSAKey:
    parameters = {"kid": algorithm}
    if algorithm == "ES256":
        return ECKey.generate_key("P-256", parameters)
    return RSAKey.generate_key(2048, parameters)


def the_keys() -> tuple[ProviderKey, ...]:
    """What the provider publishes, keys that we cannot use among them."""
    published = [a_provider_key(name).as_dict(private=False) for name in ("ES256", "RS256")]
    useless = [{"kty": "OKP", "crv": "Ed25519", "x": "AA"}, {"kty": "RSA", "n": "AQAB", "e": "AQAB"}, {}]
    return parse_jwk_set(parse_json_object(serialize_json({"keys": [*useless, *published]})))


def an_id_token(
    *,
    algorithm: str = "ES256",
    header: dict[str, Any] | None = None,
    without: Sequence[str] = (),
    key: Any = None,
    **changes: Any,
) -> str:
    claims = {name: value for name, value in (CLAIMS | changes).items() if name not in without}
    full_header = {"alg": algorithm, "kid": algorithm} | (header or {})
    sent = {name: value for name, value in full_header.items() if value is not None}
    return jwt.encode(sent, claims, key or a_provider_key(algorithm), algorithms=[algorithm])


def verify(text: str, **changes: Any) -> VerifiedIdToken:
    given: dict[str, Any] = {
        "keys": the_keys(),
        "issuer": PROVIDER,
        "client_id": "issuer",
        "nonce": "n-1",
        "now": NOW,
        "leeway": timedelta(seconds=60),
    }
    return verify_id_token(text, **given | changes)


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
@pytest.mark.parametrize("header", [{}, {"typ": "JWT"}])
def test_id_token_of_a_stranger_is_believed(algorithm: str, header: dict[str, Any]) -> None:
    verified = verify(an_id_token(algorithm=algorithm, header=header, resident=True))
    assert verified.subject == "c-senior"
    assert verified.claims["resident"] is True


def test_id_token_without_key_name_is_believed_where_there_is_no_choice() -> None:
    assert verify(an_id_token(header={"kid": None})).subject == "c-senior"
    twice = the_keys() + tuple(ProviderKey(key_id="old", key=key.key) for key in the_keys())
    with pytest.raises(IdTokenKeyUnknown):
        verify(an_id_token(header={"kid": None}), keys=twice)


def test_id_token_of_our_own_is_believed() -> None:
    key = a_signing_key(ISSUER)
    text = sign_id_token(
        issuer=PROVIDER,
        client_id="issuer",
        subject="c-senior",
        nonce="n-1",
        now=NOW,
        lifetime=timedelta(minutes=5),
        key_id="k-1",
        key=key,
    )
    keys = parse_jwk_set(serialize_jwk_set([("k-1", key.public)]))
    assert verify(text, keys=keys).subject == "c-senior"


@pytest.mark.parametrize("audience", ["issuer", ["issuer"]])
def test_audience_may_be_one_name_or_a_list_of_one(audience: Any) -> None:
    assert verify(an_id_token(aud=audience, azp="issuer")).subject == "c-senior"


@pytest.mark.threat(36)
@pytest.mark.parametrize("offset", [0, 359])
def test_id_token_counts_until_its_end_and_the_leeway(offset: int) -> None:
    assert verify(an_id_token(), now=NOW + offset * SECOND).subject == "c-senior"


@pytest.mark.threat(36)
@pytest.mark.parametrize("offset", [360, 3_600, -61, -3_600])
def test_id_token_is_refused_out_of_its_time(offset: int) -> None:
    with pytest.raises(IdTokenOutOfTime):
        verify(an_id_token(), now=NOW + offset * SECOND)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"iss": "https://evil.example"}, IdTokenOfAnotherIssuer),
        ({"iss": f"{PROVIDER}/"}, IdTokenOfAnotherIssuer),
        ({"aud": "another"}, IdTokenForAnotherClient),
        ({"aud": ["issuer", "another"]}, IdTokenForAnotherClient),
        ({"aud": []}, IdTokenForAnotherClient),
        ({"azp": "another"}, IdTokenForAnotherClient),
        ({"nonce": "n-2"}, IdTokenOfAnotherSignIn),
        ({"nonce": "없음"}, IdTokenOfAnotherSignIn),
        ({"sub": "x" * 256}, IdTokenSubjectInvalid),
    ],
)
def test_id_token_is_refused_when_one_claim_is_wrong(
    changes: dict[str, Any], refusal: type[IdTokenInvalid]
) -> None:
    with pytest.raises(refusal):
        verify(an_id_token(**changes))


@pytest.mark.parametrize("claim", ["iss", "sub", "exp", "iat", "nonce"])
def test_id_token_is_refused_when_a_claim_is_absent(claim: str) -> None:
    with pytest.raises(MemberInvalid):
        verify(an_id_token(without=[claim]))


def test_id_token_is_refused_without_audience() -> None:
    with pytest.raises(IdTokenForAnotherClient):
        verify(an_id_token(without=["aud"]))


@pytest.mark.threat(6)
@pytest.mark.parametrize(
    ("header", "refusal"),
    [
        ({"typ": "dc+sd-jwt"}, JwsTypeWrong),
        ({"typ": "logout+jwt"}, JwsTypeWrong),
        ({"kid": "another"}, IdTokenKeyUnknown),
        ({"kid": ""}, KeyIdInvalid),
    ],
)
def test_id_token_is_refused_when_its_header_is_another(
    header: dict[str, Any], refusal: type[ProtocolError]
) -> None:
    with pytest.raises(refusal):
        verify(an_id_token(header=header))


@pytest.mark.threat(5)
def test_id_token_is_refused_with_something_critical() -> None:
    _, payload, signature = an_id_token().split(".")
    critical = encode_base64url(serialize_json({"alg": "ES256", "kid": "ES256", "crit": ["x"], "x": 1}))
    with pytest.raises(CriticalHeaderUnknown):
        verify(f"{critical}.{payload}.{signature}")


@pytest.mark.threat(1)
@pytest.mark.parametrize("algorithm", ["none", "None", "", "ES384", "PS256"])
def test_id_token_is_refused_with_another_algorithm(algorithm: str) -> None:
    _, payload, signature = an_id_token().split(".")
    header = encode_base64url(serialize_json({"alg": algorithm, "kid": "ES256"}))
    with pytest.raises(IdTokenKeyUnknown):
        verify(f"{header}.{payload}.{signature}")


@pytest.mark.threat(2)
def test_id_token_is_refused_when_a_public_key_served_as_a_password() -> None:
    pem = a_provider_key("RS256").as_pem(private=False)
    header = encode_base64url(serialize_json({"alg": "HS256", "kid": "RS256"}))
    signing_input = f"{header}.{an_id_token().split('.')[1]}"
    mac = hmac.digest(pem, signing_input.encode(), "sha256")
    forged = f"{signing_input}.{encode_base64url(mac)}"
    with pytest.raises(IdTokenKeyUnknown):
        verify(forged)


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_id_token_is_refused_when_another_key_signed_it(algorithm: str) -> None:
    key = ECKey.generate_key("P-256") if algorithm == "ES256" else RSAKey.generate_key(2048)
    with pytest.raises(SignatureInvalid):
        verify(an_id_token(algorithm=algorithm, key=key))


def test_id_token_is_refused_when_it_was_changed_or_cut() -> None:
    header, payload, signature = an_id_token().split(".")
    other_payload = an_id_token(sub="c-young").split(".")[1]
    with pytest.raises(SignatureInvalid):
        verify(f"{header}.{other_payload}.{signature}")
    with pytest.raises(SignatureMalformed):
        verify(f"{header}.{payload}.AAAA")
    with pytest.raises(JwsMalformed):
        verify(f"{header}.{payload}")
