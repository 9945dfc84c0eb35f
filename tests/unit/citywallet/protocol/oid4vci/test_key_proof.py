from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.jose import claims_of, parse_compact_jws, serialize_compact
from citywallet.protocol.keys import parse_public_jwk, serialize_public_jwk
from citywallet.protocol.oid4vci import (
    KeyProofAlgorithmUnsupported,
    KeyProofExposesPrivateKey,
    KeyProofInvalid,
    KeyProofKeyAmbiguous,
    KeyProofKeyInvalid,
    KeyProofKeyReferenceUnsupported,
    KeyProofMalformed,
    KeyProofNonceMissing,
    KeyProofOutOfTime,
    KeyProofSignatureInvalid,
    KeyProofsRepeatKey,
    KeyProofTypeWrong,
    KeyProofWrongAudience,
    KeyProofWrongClient,
    VerifiedKeyProof,
    build_key_proof,
    verify_key_proof,
    verify_key_proofs,
)
from tests.support.keys import ATTACKER, HOLDER, a_signing_key
from tests.support.messages import ISSUER_ID, LEEWAY, NOW, a_key_proof
from tests.support.vectors import load_vectors

MAX_AGE = timedelta(minutes=5)


def verify(proof: str, **changes: Any) -> VerifiedKeyProof:
    values: dict[str, Any] = {
        "audience": ISSUER_ID,
        "client_id": None,
        "now": NOW,
        "max_age": MAX_AGE,
        "leeway": LEEWAY,
    }
    return verify_key_proof(proof, **values | changes)


def a_built_proof(**changes: Any) -> str:
    key = a_signing_key(HOLDER)
    values: dict[str, Any] = {"key": key.public, "audience": ISSUER_ID, "nonce": "c-nonce-1", "now": NOW}
    signing_input = build_key_proof(**values | changes)
    return serialize_compact(signing_input, key.sign(signing_input))


def test_key_proof_of_the_specification_is_verified() -> None:
    vector = load_vectors("oid4vci/key_proof.json")
    made_at = datetime.fromtimestamp(vector["iat"], tz=UTC)
    proof = verify(vector["proof"], audience=vector["audience"], now=made_at)
    assert proof == VerifiedKeyProof(
        key=parse_public_jwk(vector["key"]), nonce=vector["nonce"], issued_at=made_at
    )


def test_built_key_proof_is_verified() -> None:
    assert verify(a_built_proof()) == VerifiedKeyProof(
        key=a_signing_key(HOLDER).public, nonce="c-nonce-1", issued_at=NOW
    )


def test_built_key_proof_is_the_closed_template_and_nothing_else() -> None:
    jws = parse_compact_jws(a_built_proof())
    assert jws.header == {
        "alg": "ES256",
        "typ": "openid4vci-proof+jwt",
        "jwk": serialize_public_jwk(a_signing_key(HOLDER).public),
    }
    assert claims_of(jws) == {"aud": ISSUER_ID, "iat": int(NOW.timestamp()), "nonce": "c-nonce-1"}


def test_built_key_proof_names_the_client_only_when_there_is_one() -> None:
    claims = claims_of(parse_compact_jws(a_built_proof(client_id="wallet-1", nonce=None)))
    assert claims == {"aud": ISSUER_ID, "iat": int(NOW.timestamp()), "iss": "wallet-1"}


def test_built_key_proof_is_verified_by_another_library() -> None:
    key = ECKey.import_key(serialize_public_jwk(a_signing_key(HOLDER).public))  # type: ignore[arg-type]
    assert jwt.decode(a_built_proof(), key, algorithms=["ES256"]).claims["nonce"] == "c-nonce-1"


def test_key_proof_of_another_library_is_verified() -> None:
    key = ECKey.generate_key("P-256")
    header = {"typ": "openid4vci-proof+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}
    claims = {"aud": ISSUER_ID, "iat": int(NOW.timestamp()), "nonce": "c-nonce-1"}
    proof = verify(jwt.encode(header, claims, key, algorithms=["ES256"]))
    assert serialize_public_jwk(proof.key)["x"] == key.as_dict(private=False)["x"]


@pytest.mark.parametrize("text", ["", "a", "a.b.c", "x" * 20_000, a_key_proof() + ".x", a_key_proof()[:-1]])
def test_key_proof_is_refused_when_it_is_no_signed_token(text: str) -> None:
    with pytest.raises(KeyProofInvalid):
        verify(text)


def test_key_proof_is_refused_when_it_cannot_be_read() -> None:
    with pytest.raises(KeyProofMalformed) as caught:
        verify("a.b.c")
    assert caught.value.code is ErrorCode.INVALID_PROOF


@pytest.mark.threat(6)
@pytest.mark.parametrize("typ", ["JWT", "kb+jwt", "dc+sd-jwt", "oauth-authz-req+jwt", "", None, 7])
def test_key_proof_is_refused_when_its_type_is_another(typ: Any) -> None:
    with pytest.raises(KeyProofTypeWrong):
        verify(a_key_proof(header={"typ": typ}))


@pytest.mark.threat(6)
def test_key_proof_is_refused_without_type() -> None:
    with pytest.raises(KeyProofTypeWrong):
        verify(a_key_proof(without=["typ"]))


@pytest.mark.threat(37)
def test_key_proof_is_refused_when_its_key_did_not_sign_it() -> None:
    with pytest.raises(KeyProofSignatureInvalid) as caught:
        verify(a_key_proof(signed_by=a_signing_key(ATTACKER)))
    assert caught.value.code is ErrorCode.INVALID_PROOF


@pytest.mark.parametrize("header", [{"kid": "did:example:1#0"}, {"x5c": ["AA=="]}])
def test_key_proof_is_refused_when_it_names_its_key_twice(header: dict[str, Any]) -> None:
    with pytest.raises(KeyProofKeyAmbiguous):
        verify(a_key_proof(header=header))


def test_key_proof_is_refused_when_it_names_no_key() -> None:
    with pytest.raises(KeyProofKeyAmbiguous):
        verify(a_key_proof(without=["jwk"]))


@pytest.mark.parametrize("header", [{"kid": "did:example:1#0"}, {"x5c": ["AA=="]}])
def test_key_proof_is_refused_when_it_only_refers_to_its_key(header: dict[str, Any]) -> None:
    with pytest.raises(KeyProofKeyReferenceUnsupported):
        verify(a_key_proof(header=header, without=["jwk"]))


@pytest.mark.parametrize(
    "jwk",
    [
        None,
        "x",
        {},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"},
        {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43},
    ],
)
def test_key_proof_is_refused_when_its_key_is_no_key_for_es256(jwk: Any) -> None:
    with pytest.raises(KeyProofKeyInvalid):
        verify(a_key_proof(header={"jwk": jwk}))


def test_key_proof_is_refused_when_it_contains_the_private_key() -> None:
    jwk = serialize_public_jwk(a_signing_key(HOLDER).public) | {"d": "AA"}
    with pytest.raises(KeyProofExposesPrivateKey):
        verify(a_key_proof(header={"jwk": jwk}))


@pytest.mark.threat(37)
@pytest.mark.parametrize(
    "audience", ["https://other.example", f"{ISSUER_ID}/", [ISSUER_ID], None, "", {"a": ISSUER_ID}]
)
def test_key_proof_is_refused_when_it_was_made_for_another_issuer(audience: Any) -> None:
    with pytest.raises(KeyProofWrongAudience):
        verify(a_key_proof(claims={"aud": audience}))


def test_key_proof_is_refused_without_audience() -> None:
    with pytest.raises(KeyProofWrongAudience):
        verify(a_key_proof(without=["aud"]))


def test_key_proof_is_refused_when_it_names_another_client_than_the_token() -> None:
    with pytest.raises(KeyProofWrongClient):
        verify(a_key_proof(claims={"iss": "wallet-2"}), client_id="wallet-1")


@pytest.mark.parametrize(
    ("client_id", "claims"),
    [("wallet-1", {"iss": "wallet-1"}), ("wallet-1", {}), (None, {"iss": "wallet-1"}), (None, {})],
)
def test_key_proof_may_leave_the_client_out(client_id: str | None, claims: dict[str, Any]) -> None:
    assert verify(a_key_proof(claims=claims), client_id=client_id).nonce == "c-nonce-1"


@pytest.mark.threat(37)
def test_key_proof_is_refused_without_nonce() -> None:
    with pytest.raises(KeyProofNonceMissing) as caught:
        verify(a_key_proof(without=["nonce"]))
    assert caught.value.code is ErrorCode.INVALID_PROOF


@pytest.mark.parametrize("nonce", ["", 7, None, ["c-nonce-1"]])
def test_key_proof_is_refused_when_its_nonce_is_no_text(nonce: Any) -> None:
    with pytest.raises(KeyProofMalformed):
        verify(a_key_proof(claims={"nonce": nonce}))


@pytest.mark.threat(37)
@pytest.mark.parametrize("seconds", [-361, -100_000, 61, 31_536_000])
def test_key_proof_is_refused_when_it_was_not_made_just_now(seconds: int) -> None:
    with pytest.raises(KeyProofOutOfTime):
        verify(a_key_proof(claims={"iat": int(NOW.timestamp()) + seconds}))


@pytest.mark.parametrize("seconds", [-360, -1, 0, 60])
def test_key_proof_is_verified_within_its_window(seconds: int) -> None:
    assert verify(a_key_proof(claims={"iat": int(NOW.timestamp()) + seconds})).nonce == "c-nonce-1"


@pytest.mark.parametrize("iat", [None, "1", True, -1, {}, 10**15])
def test_key_proof_is_refused_when_its_time_is_no_time(iat: Any) -> None:
    with pytest.raises(KeyProofMalformed):
        verify(a_key_proof(claims={"iat": iat}))


def test_key_proof_is_refused_without_time() -> None:
    with pytest.raises(KeyProofMalformed):
        verify(a_key_proof(without=["iat"]))


def test_all_proofs_of_a_request_are_verified() -> None:
    keys = [a_signing_key(number) for number in range(70, 73)]
    proofs = [a_key_proof(key=key) for key in keys]
    verified = verify_key_proofs(
        proofs, audience=ISSUER_ID, client_id=None, now=NOW, max_age=MAX_AGE, leeway=LEEWAY
    )
    assert [proof.key for proof in verified] == [key.public for key in keys]


def test_two_proofs_of_one_key_are_refused() -> None:
    proofs = [a_key_proof(), a_key_proof(claims={"nonce": "c-nonce-2"})]
    with pytest.raises(KeyProofsRepeatKey):
        verify_key_proofs(proofs, audience=ISSUER_ID, client_id=None, now=NOW, max_age=MAX_AGE, leeway=LEEWAY)


def test_one_wrong_proof_spoils_the_request() -> None:
    proofs = [a_key_proof(), a_key_proof(key=a_signing_key(71), claims={"aud": "https://other.example"})]
    with pytest.raises(KeyProofWrongAudience):
        verify_key_proofs(proofs, audience=ISSUER_ID, client_id=None, now=NOW, max_age=MAX_AGE, leeway=LEEWAY)


def test_key_proof_is_refused_with_another_algorithm() -> None:
    key = ECKey.generate_key("P-384")
    header = {"typ": "openid4vci-proof+jwt", "alg": "ES384", "jwk": key.as_dict(private=False)}
    claims = {"aud": ISSUER_ID, "iat": int(NOW.timestamp()), "nonce": "c-nonce-1"}
    with pytest.raises(KeyProofAlgorithmUnsupported):
        verify(jwt.encode(header, claims, key, algorithms=["ES384"]))
