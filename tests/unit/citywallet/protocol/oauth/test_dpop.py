"""A DPoP proof counts for one request, one moment, one key and one token."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from citywallet.protocol.encoding import JsonObject, decode_base64url, encode_base64url
from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.jose import claims_of, parse_compact_jws, serialize_compact, sign_jws
from citywallet.protocol.keys import EcSigningKey, parse_public_jwk, serialize_public_jwk, thumbprint
from citywallet.protocol.oauth import (
    AccessToken,
    ProvenRequest,
    VerifiedDpopProof,
    access_token_hash,
    build_dpop_proof,
    parse_dpop_proof,
    verify_dpop_proof,
)
from citywallet.protocol.oauth.dpop_errors import (
    DpopAccessTokenWrong,
    DpopAlgorithmUnsupported,
    DpopExposesPrivateKey,
    DpopKeyInvalid,
    DpopMethodWrong,
    DpopOutOfTime,
    DpopProofInvalid,
    DpopProofMalformed,
    DpopSignatureInvalid,
    DpopTargetWrong,
    DpopTypeWrong,
)
from tests.support.keys import ATTACKER, HOLDER, a_signing_key
from tests.support.messages import LEEWAY, NOW
from tests.support.vectors import load_vectors

MAX_AGE = timedelta(minutes=5)
TOKEN = AccessToken("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU")
REQUEST = ProvenRequest(method="POST", address="https://issuer.example/credential", access_token=TOKEN)
AT_TOKEN_ENDPOINT = ProvenRequest(method="POST", address="https://issuer.example/token", access_token=None)

Change = Callable[[JsonObject, JsonObject], None]


def verify(text: str, request: ProvenRequest = REQUEST, now: datetime = NOW) -> VerifiedDpopProof:
    return verify_dpop_proof(parse_dpop_proof(text), request, now=now, max_age=MAX_AGE, leeway=LEEWAY)


def a_proof(request: ProvenRequest = REQUEST, *, key: EcSigningKey | None = None, **changes: Any) -> str:
    holder = key or a_signing_key(HOLDER)
    values: dict[str, Any] = {"key": holder.public, "proof_id": "proof-1", "nonce": "nonce-1", "now": NOW}
    signing_input = build_dpop_proof(request, **values | changes)
    return serialize_compact(signing_input, holder.sign(signing_input))


def a_changed_proof(change: Change) -> str:
    """A proof whose header and claims were changed before it was signed."""
    jws = parse_compact_jws(a_proof())
    header, claims = dict(jws.header), claims_of(jws)
    change(header, claims)
    return sign_jws(header, claims, key=a_signing_key(HOLDER))


def with_header(**changed: Any) -> Change:
    return lambda header, claims: header.update(changed)


def with_claims(**changed: Any) -> Change:
    return lambda header, claims: claims.update(changed)


def without_claim(name: str) -> Change:
    return lambda header, claims: claims.__delitem__(name)


@pytest.mark.parametrize("name", ["token_request", "refresh_request", "resource_request"])
def test_proofs_of_the_specification_are_verified(name: str) -> None:
    vectors = load_vectors("dpop/rfc9449.json")
    vector = vectors[name]
    token = vector.get("access_token")
    request = ProvenRequest(
        method=vector["method"],
        address=vector["address"],
        access_token=None if token is None else AccessToken(token),
    )
    made_at = datetime.fromtimestamp(vector["iat"], tz=UTC)
    proof = verify(vector["proof"], request, now=made_at)
    assert proof == VerifiedDpopProof(
        key=parse_public_jwk(vectors["jwk"]), proof_id=vector["jti"], nonce=None, issued_at=made_at
    )
    assert thumbprint(proof.key) == decode_base64url(vectors["jkt"])


def test_hash_of_an_access_token_is_the_one_of_the_specification() -> None:
    vector = load_vectors("dpop/rfc9449.json")["resource_request"]
    assert access_token_hash(AccessToken(vector["access_token"])) == vector["ath"]


def test_built_proof_is_verified() -> None:
    assert verify(a_proof()) == VerifiedDpopProof(
        key=a_signing_key(HOLDER).public, proof_id="proof-1", nonce="nonce-1", issued_at=NOW
    )


def test_built_proof_is_the_closed_template_and_nothing_else() -> None:
    jws = parse_compact_jws(a_proof(AT_TOKEN_ENDPOINT, nonce=None))
    jwk = serialize_public_jwk(a_signing_key(HOLDER).public)
    assert jws.header == {"alg": "ES256", "typ": "dpop+jwt", "jwk": jwk}
    assert claims_of(jws) == {
        "jti": "proof-1",
        "htm": "POST",
        "htu": "https://issuer.example/token",
        "iat": int(NOW.timestamp()),
    }


def test_another_library_reads_what_we_built_and_we_what_it_built() -> None:
    key = ECKey.import_key(a_signing_key(HOLDER).to_pem().decode())
    decoded = jwt.decode(a_proof(), key, algorithms=["ES256"])
    assert decoded.claims["ath"] == access_token_hash(TOKEN)
    header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": key.as_dict(private=False)}
    assert verify(jwt.encode(header, decoded.claims, key)).proof_id == "proof-1"


@pytest.mark.threat(39)
@pytest.mark.parametrize(
    ("change", "error"),
    [
        (with_header(typ="openid4vci-proof+jwt"), DpopTypeWrong),
        (with_header(typ="JWT"), DpopTypeWrong),
        (with_header(jwk="key"), DpopKeyInvalid),
        (with_header(jwk={"kty": "oct", "k": "c2VjcmV0"}), DpopExposesPrivateKey),
        (with_header(jwk={"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}), DpopKeyInvalid),
        (with_header(jwk=serialize_public_jwk(a_signing_key(ATTACKER).public)), DpopSignatureInvalid),
        (with_header(crit=["exp"]), DpopSignatureInvalid),
        (with_claims(htm="GET"), DpopMethodWrong),
        (with_claims(htm="post"), DpopMethodWrong),
        (with_claims(htu="https://issuer.example/token"), DpopTargetWrong),
        (with_claims(htu="https://other.example/credential"), DpopTargetWrong),
        (with_claims(htu="http://issuer.example/credential"), DpopTargetWrong),
        (with_claims(htu="/credential"), DpopTargetWrong),
        (with_claims(ath=access_token_hash(AccessToken("another"))), DpopAccessTokenWrong),
        (with_claims(ath=1), DpopAccessTokenWrong),
        (without_claim("ath"), DpopAccessTokenWrong),
        (without_claim("jti"), DpopProofMalformed),
        (without_claim("htm"), DpopProofMalformed),
        (without_claim("htu"), DpopProofMalformed),
        (without_claim("iat"), DpopProofMalformed),
        (with_claims(jti=""), DpopProofMalformed),
        (with_claims(jti="x" * 257), DpopProofMalformed),
        (with_claims(nonce=7), DpopProofMalformed),
        (with_claims(nonce="x" * 1_025), DpopProofMalformed),
        (with_claims(iat="now"), DpopProofMalformed),
    ],
)
def test_a_proof_with_one_thing_changed_is_refused(change: Change, error: type[DpopProofInvalid]) -> None:
    with pytest.raises(error) as raised:
        verify(a_changed_proof(change))
    assert raised.value.code is ErrorCode.INVALID_DPOP_PROOF


def test_a_query_and_another_spelling_of_the_address_change_nothing() -> None:
    spelled = with_claims(htu="HTTPS://issuer.example:443/%63redential?page=2")
    assert verify(a_changed_proof(spelled)).proof_id == "proof-1"


@pytest.mark.threat(39)
def test_a_private_key_in_a_proof_is_refused() -> None:
    scalar = a_signing_key(HOLDER).private_key.private_numbers().private_value.to_bytes(32)
    jwk = serialize_public_jwk(a_signing_key(HOLDER).public) | {"d": encode_base64url(scalar)}
    with pytest.raises(DpopExposesPrivateKey):
        verify(a_changed_proof(with_header(jwk=jwk)))


@pytest.mark.threat(2)
def test_a_proof_signed_with_a_symmetric_key_is_refused() -> None:
    header = {"alg": "HS256", "typ": "dpop+jwt", "jwk": serialize_public_jwk(a_signing_key(HOLDER).public)}
    proof = jwt.encode(header, claims_of(parse_compact_jws(a_proof())), OctKey.generate_key(256))
    with pytest.raises(DpopAlgorithmUnsupported):
        verify(proof)


@pytest.mark.threat(36)
@pytest.mark.parametrize("shift", [-(MAX_AGE + LEEWAY), LEEWAY, timedelta(0)])
def test_a_proof_is_good_to_the_edges_of_its_time(shift: timedelta) -> None:
    assert verify(a_proof(now=NOW + shift)).issued_at == NOW + shift


@pytest.mark.threat(36)
@pytest.mark.parametrize(
    "shift", [-(MAX_AGE + LEEWAY + timedelta(seconds=1)), LEEWAY + timedelta(seconds=1), timedelta(hours=1)]
)
def test_a_proof_out_of_its_time_is_refused(shift: timedelta) -> None:
    with pytest.raises(DpopOutOfTime):
        verify(a_proof(now=NOW + shift))


@pytest.mark.parametrize("text", ["", "x", "a.b", "a.b.c", "....", "e30.e30.AA", "é.é.é", "x" * 9_000])
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(DpopProofInvalid):
        verify(text)


def test_a_proof_for_the_token_endpoint_need_cover_no_token() -> None:
    assert verify(a_proof(AT_TOKEN_ENDPOINT), AT_TOKEN_ENDPOINT).proof_id == "proof-1"
    with pytest.raises(DpopAccessTokenWrong):
        verify(a_proof(AT_TOKEN_ENDPOINT), replace(AT_TOKEN_ENDPOINT, access_token=TOKEN))
