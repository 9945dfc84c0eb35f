"""A key proof that carries a key attestation: one signature, by one of the keys that are attested."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.jose import parse_compact_jws
from citywallet.protocol.oid4vci.key_attestation import (
    KeyAttestation,
    KeyAttestationMalformed,
    KeyNotAttested,
    verify_key_attestation,
)
from citywallet.protocol.oid4vci.key_proof import KeyProofMalformed, VerifiedKeyProof, verify_key_proof
from citywallet.protocol.trust import TrustedAttesters


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestedKeyProof:
    """A verified proof by one key, and what is attested of it and of others."""

    proof: VerifiedKeyProof
    attestation: KeyAttestation


def verify_attested_key_proof(
    proof: str,
    *,
    trusted: TrustedAttesters,
    audience: str,
    client_id: str | None,
    now: datetime,
    max_age: timedelta,
    leeway: timedelta,
) -> AttestedKeyProof | None:
    """Verify a key proof with the key attestation in its header; None where there is no attestation.

    The proof names its key by `jwk`, or by `kid` among the attested ones.

    Raises:
        KeyProofInvalid: one subclass per broken rule, of the attestation first.

    Spec: OpenID4VCI 1.0, `jwt` Proof Type.
    """
    text = _attestation_in(proof)
    if text is None:
        return None
    attestation = verify_key_attestation(text, trusted=trusted, ends=True, now=now, leeway=leeway)
    verified = verify_key_proof(
        proof,
        audience=audience,
        client_id=client_id,
        now=now,
        max_age=max_age,
        leeway=leeway,
        key_named=attestation.key_named,
    )
    if verified.key not in attestation.keys:
        raise KeyNotAttested()
    return AttestedKeyProof(proof=verified, attestation=attestation)


def _attestation_in(proof: str) -> str | None:
    try:
        header = parse_compact_jws(proof).header
    except ProtocolError as error:
        raise KeyProofMalformed(type(error).__name__) from error
    if "key_attestation" not in header:
        return None
    text = header["key_attestation"]
    if not isinstance(text, str):
        raise KeyAttestationMalformed("not a text")
    return text
