"""A key attestation states keys, by somebody who is trusted, for now, in answer to a nonce."""

from datetime import timedelta
from typing import Any

import pytest

from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.keys import serialize_public_jwk
from citywallet.protocol.oid4vci import (
    AttestedKeyProof,
    KeyAttestation,
    KeyAttestationInvalid,
    KeyProofInvalid,
    KeyProofNonceMissing,
    KeyProofsRepeatKey,
    verify_attested_key_proof,
    verify_key_attestation,
)
from citywallet.protocol.oid4vci.key_attestation import (
    KeyAttestationMalformed,
    KeyAttestationOutOfTime,
    KeyAttestationSignatureInvalid,
    KeyAttestationTypeWrong,
    KeyAttesterUnknown,
    KeyNotAttested,
)
from citywallet.protocol.oid4vci.key_proof import KeyProofKeyInvalid
from citywallet.protocol.trust import TrustedAttesters
from tests.support.attestation import a_key_attestation, an_attested_proof, trusted
from tests.support.keys import ATTACKER, HOLDER, a_signing_key
from tests.support.messages import ISSUER_ID, LEEWAY, NOW, a_key_proof

OTHER = 71
JWK = serialize_public_jwk(a_signing_key(HOLDER).public)


def attested(**changes: Any) -> str:
    return a_key_attestation(HOLDER, OTHER, **{"now": NOW, "nonce": "c-nonce-1"} | changes)


def verify(text: str, *, ends: bool = True) -> KeyAttestation:
    return verify_key_attestation(text, trusted=trusted(), ends=ends, now=NOW, leeway=LEEWAY)


def verify_proof(proof: str) -> AttestedKeyProof | None:
    return verify_attested_key_proof(
        proof,
        trusted=trusted(),
        audience=ISSUER_ID,
        client_id=None,
        now=NOW,
        max_age=timedelta(minutes=5),
        leeway=LEEWAY,
    )


def a_proof(number: int = HOLDER, *, key_id: str | None = None, attestation: str | None = None) -> str:
    return an_attested_proof(
        number, attestation or attested(), audience=ISSUER_ID, nonce="c-nonce-1", now=NOW, key_id=key_id
    )


def test_keys_that_a_trusted_provider_attests_are_believed() -> None:
    attestation = verify(attested(key_storage=["iso_18045_high"]))
    assert attestation.keys == (a_signing_key(HOLDER).public, a_signing_key(OTHER).public)
    assert (attestation.nonce, attestation.key_storage) == ("c-nonce-1", ("iso_18045_high",))


def test_an_attestation_that_stands_alone_need_not_say_when_it_ends() -> None:
    assert verify(attested(exp=None), ends=False).expires_at is None
    with pytest.raises(KeyAttestationOutOfTime):
        verify(attested(exp=None))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"signer": a_signing_key(ATTACKER)}, KeyAttestationSignatureInvalid),
        ({"header": {"typ": "JWT"}}, KeyAttestationTypeWrong),
        ({"header": {"typ": "oauth-client-attestation+jwt"}}, KeyAttestationTypeWrong),
        ({"header": {"x5c": []}}, KeyAttesterUnknown),
        ({"exp": int((NOW - timedelta(seconds=61)).timestamp())}, KeyAttestationOutOfTime),
        ({"iat": int((NOW + timedelta(seconds=61)).timestamp())}, KeyAttestationOutOfTime),
        ({"iat": None}, KeyAttestationMalformed),
        ({"attested_keys": None}, KeyAttestationMalformed),
        ({"attested_keys": []}, KeyAttestationMalformed),
        ({"attested_keys": ["key"]}, KeyAttestationMalformed),
        ({"attested_keys": [{"kty": "RSA"}]}, KeyAttestationMalformed),
        ({"attested_keys": [JWK | {"d": "AA"}]}, KeyAttestationMalformed),
        ({"attested_keys": [JWK, JWK]}, KeyProofsRepeatKey),
        ({"nonce": None}, KeyProofNonceMissing),
        ({"key_storage": "high"}, KeyAttestationMalformed),
    ],
)
def test_an_attestation_with_one_thing_changed_is_refused(
    changes: dict[str, Any], error: type[KeyProofInvalid]
) -> None:
    with pytest.raises(error) as raised:
        verify(attested(**changes))
    assert raised.value.code is ErrorCode.INVALID_PROOF


@pytest.mark.parametrize("text", ["", "a.b.c", "x" * 70_000])
def test_what_is_no_attestation_is_refused(text: str) -> None:
    with pytest.raises(KeyAttestationInvalid):
        verify(text)


@pytest.mark.parametrize("key_id", [None, "0", "first"])
def test_a_proof_by_an_attested_key_is_verified_however_it_names_the_key(key_id: str | None) -> None:
    attestation = attested(attested_keys=[JWK | {"kid": "first"}]) if key_id == "first" else attested()
    verified = verify_proof(a_proof(key_id=key_id, attestation=attestation))
    assert verified is not None
    assert verified.proof.key == a_signing_key(HOLDER).public


def test_a_proof_without_attestation_is_none_of_these() -> None:
    assert verify_proof(a_key_proof()) is None


def test_a_proof_by_a_key_that_is_not_attested_is_refused() -> None:
    with pytest.raises(KeyNotAttested):
        verify_proof(a_proof(ATTACKER))
    for key_id in ("2", "another", "00000000"):
        with pytest.raises(KeyProofKeyInvalid):
            verify_proof(a_proof(key_id=key_id))


@pytest.mark.threat(127)
def test_keys_that_nobody_trusted_attests_are_refused() -> None:
    with pytest.raises(KeyAttesterUnknown):
        verify_key_attestation(attested(), trusted=TrustedAttesters(), ends=True, now=NOW, leeway=LEEWAY)
