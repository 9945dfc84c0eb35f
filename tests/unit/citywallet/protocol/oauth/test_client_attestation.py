"""A wallet proves who it is: attested by a trusted provider, with a key that it holds, for this server."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.jose import claims_of, parse_compact_jws, sign_jws
from citywallet.protocol.keys import serialize_public_jwk
from citywallet.protocol.oauth.client_attestation import (
    ClientAttestation,
    VerifiedAttestationPop,
    parse_attestation_challenge,
    serialize_attestation_challenge,
    verify_attestation_pop,
    verify_client_attestation,
)
from citywallet.protocol.oauth.client_attestation_errors import (
    AttestationPopInvalid,
    AttesterUnknown,
    ClientAttestationInvalid,
    ClientAttestationKeyInvalid,
    ClientAttestationMalformed,
    ClientAttestationOfAnother,
    ClientAttestationOutOfTime,
    ClientAttestationSignatureInvalid,
    ClientAttestationTypeWrong,
)
from citywallet.protocol.trust import TrustedAttesters
from tests.support.attestation import (
    CLIENT_ID,
    INSTANCE,
    OTHER_INSTANCE,
    PROVIDER,
    PROVIDER_URL,
    a_pop,
    an_attestation,
    provider_chain,
    provider_root,
    trusted,
)
from tests.support.keys import ATTACKER, a_signing_key
from tests.support.messages import LEEWAY, NOW

SERVER = "https://issuer.example"
MAX_AGE = timedelta(minutes=5)
BY_KEY = TrustedAttesters(keys={PROVIDER_URL: {"11": a_signing_key(PROVIDER).public}})


def verify(text: str, *, by: TrustedAttesters | None = None) -> ClientAttestation:
    return verify_client_attestation(text, trusted=by or trusted(), now=NOW, leeway=LEEWAY)


def verify_pop(text: str) -> VerifiedAttestationPop:
    attestation = verify(an_attestation(now=NOW))
    return verify_attestation_pop(text, attestation, audience=SERVER, now=NOW, max_age=MAX_AGE, leeway=LEEWAY)


def by_key_id(key_id: str | None = "11") -> str:
    """An attestation that names its key by id, as the specification's example does."""
    header = {} if key_id is None else {"kid": key_id}
    jws = parse_compact_jws(an_attestation(now=NOW))
    return sign_jws({"typ": jws.header["typ"], **header}, claims_of(jws), key=a_signing_key(PROVIDER))


def test_attestation_of_a_trusted_provider_is_believed() -> None:
    assert verify(an_attestation(now=NOW)) == ClientAttestation(
        attester=PROVIDER_URL,
        client_id=CLIENT_ID,
        key=a_signing_key(INSTANCE).public,
        expires_at=NOW + timedelta(hours=1),
    )


@pytest.mark.parametrize("key_id", ["11", None])
def test_attestation_by_a_known_key_is_believed(key_id: str | None) -> None:
    assert verify(by_key_id(key_id), by=BY_KEY).client_id == CLIENT_ID


def test_built_attestation_is_the_closed_template_and_nothing_else() -> None:
    jws = parse_compact_jws(an_attestation(now=NOW))
    assert set(jws.header) == {"alg", "typ", "x5c"}
    assert claims_of(jws) == {
        "iss": PROVIDER_URL,
        "sub": CLIENT_ID,
        "iat": int(NOW.timestamp()),
        "exp": int((NOW + timedelta(hours=1)).timestamp()),
        "cnf": {"jwk": serialize_public_jwk(a_signing_key(INSTANCE).public)},
    }


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"exp": int((NOW - timedelta(seconds=61)).timestamp())}, ClientAttestationOutOfTime),
        ({"nbf": int((NOW + timedelta(seconds=61)).timestamp())}, ClientAttestationOutOfTime),
        ({"iat": int((NOW + timedelta(seconds=61)).timestamp())}, ClientAttestationOutOfTime),
        ({"exp": None}, ClientAttestationMalformed),
        ({"sub": None}, ClientAttestationMalformed),
        ({"sub": ""}, ClientAttestationMalformed),
        ({"sub": "x" * 2_049}, ClientAttestationMalformed),
        ({"iss": None}, ClientAttestationMalformed),
        ({"nbf": "soon"}, ClientAttestationMalformed),
        ({"cnf": None}, ClientAttestationMalformed),
        ({"cnf": {}}, ClientAttestationMalformed),
        ({"cnf": {"jwk": {"kty": "RSA"}}}, ClientAttestationKeyInvalid),
        ({"cnf": {"jwk": {"kty": "oct", "k": "c2VjcmV0"}}}, ClientAttestationKeyInvalid),
        ({"header": {"typ": "JWT"}}, ClientAttestationTypeWrong),
        ({"header": {"typ": "oauth-client-attestation-pop+jwt"}}, ClientAttestationTypeWrong),
        ({"signer": a_signing_key(ATTACKER)}, ClientAttestationSignatureInvalid),
        ({"header": {"crit": ["exp"]}}, ClientAttestationSignatureInvalid),
        ({"header": {"x5c": []}}, AttesterUnknown),
    ],
)
def test_attestation_with_one_thing_changed_is_refused(
    changes: dict[str, Any], error: type[ClientAttestationInvalid]
) -> None:
    with pytest.raises(error) as raised:
        verify(an_attestation(now=NOW, **changes))
    assert raised.value.code is ErrorCode.INVALID_CLIENT_ATTESTATION


def test_a_private_key_in_an_attestation_is_refused() -> None:
    key = a_signing_key(INSTANCE)
    scalar = key.private_key.private_numbers().private_value.to_bytes(32)
    jwk = serialize_public_jwk(key.public) | {"d": encode_base64url(scalar)}
    with pytest.raises(ClientAttestationKeyInvalid):
        verify(an_attestation(now=NOW, cnf={"jwk": jwk}))


@pytest.mark.threat(127)
def test_a_provider_that_is_no_longer_trusted_attests_nothing() -> None:
    with pytest.raises(AttesterUnknown):
        verify(an_attestation(now=NOW), by=BY_KEY)
    with pytest.raises(AttesterUnknown):
        verify(by_key_id(), by=trusted())
    with pytest.raises(AttesterUnknown):
        verify(by_key_id("12"), by=BY_KEY)


@pytest.mark.threat(8)
def test_a_certificate_of_another_root_or_with_the_root_attests_nothing() -> None:
    with pytest.raises(AttesterUnknown):
        verify(an_attestation(now=NOW), by=TrustedAttesters(anchors=provider_chain()))
    with_root = [base64.b64encode(each).decode() for each in (*provider_chain(), provider_root())]
    with pytest.raises(AttesterUnknown):
        verify(an_attestation(now=NOW, header={"x5c": with_root}))


@pytest.mark.threat(2)
def test_an_attestation_signed_with_a_symmetric_key_is_refused() -> None:
    claims = claims_of(parse_compact_jws(an_attestation(now=NOW)))
    header = {"alg": "HS256", "typ": "oauth-client-attestation+jwt", "kid": "11"}
    with pytest.raises(ClientAttestationTypeWrong):
        verify(jwt.encode(header, claims, OctKey.generate_key(256)), by=BY_KEY)


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "e30.e30.AA", "x" * 20_000])
def test_what_is_no_attestation_is_refused(text: str) -> None:
    with pytest.raises(ClientAttestationInvalid):
        verify(text)
    with pytest.raises(AttestationPopInvalid):
        verify_pop(text)


def test_a_proof_of_possession_is_verified() -> None:
    pop = verify_pop(a_pop(audience=SERVER, now=NOW, challenge="challenge-1", jti="pop-a"))
    assert pop == VerifiedAttestationPop(proof_id="pop-a", challenge="challenge-1", issued_at=NOW)


def test_a_proof_of_possession_may_name_the_server_in_an_array() -> None:
    assert verify_pop(a_pop(audience=SERVER, now=NOW, aud=[SERVER])).challenge is None


@pytest.mark.parametrize(
    "changes",
    [
        {"signer": a_signing_key(OTHER_INSTANCE)},
        {"header": {"typ": "oauth-client-attestation+jwt"}},
        {"header": {"typ": "JWT"}},
        {"aud": "https://other.example"},
        {"aud": f"{SERVER}/token"},
        {"aud": [SERVER, "https://other.example"]},
        {"aud": None},
        {"jti": None},
        {"jti": "x" * 257},
        {"iat": None},
        {"iat": int((NOW + timedelta(seconds=61)).timestamp())},
        {"iat": int((NOW - MAX_AGE - timedelta(seconds=61)).timestamp())},
        {"challenge": 7},
        {"challenge": "x" * 257},
    ],
)
def test_a_proof_of_possession_with_one_thing_changed_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(AttestationPopInvalid):
        verify_pop(a_pop(audience=SERVER, now=NOW, **changes))


@pytest.mark.parametrize("client", [None, "https://other-wallet.example"])
def test_a_proof_of_possession_of_another_client_is_refused(client: str | None) -> None:
    with pytest.raises(ClientAttestationOfAnother):
        verify_pop(a_pop(audience=SERVER, now=NOW, iss=client))


def test_a_challenge_survives_its_message() -> None:
    assert parse_attestation_challenge(serialize_attestation_challenge("challenge-1")) == "challenge-1"
    with pytest.raises(ProtocolError):
        parse_attestation_challenge({})
