"""Which keys a credential request proves, by key proofs or by what a wallet provider attests."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from citywallet.protocol.keys import PublicJwk
from citywallet.protocol.oid4vci import (
    CredentialRequest,
    KeyAttestation,
    KeyAttestationMissing,
    KeyProofsRepeatKey,
    KeyProofsTooMany,
    KeyProofTypeUnsupported,
    required_key_proofs,
    verify_attested_key_proof,
    verify_key_attestation,
    verify_key_proof,
)
from citywallet.protocol.trust import TrustedAttesters


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRules:
    """What proofs are held against.

    `client_id` is the client that got the access token, None if unknown. `batch_size` is how many keys a
    request may prove, as metadata say for all types; `copies` how many credentials of this type come of it.
    """

    audience: str
    client_id: str | None
    max_age: timedelta
    leeway: timedelta
    batch_size: int
    copies: int
    trusted: TrustedAttesters
    attestation_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenKeys:
    """Keys that the wallet holds, each once, and the nonces it answered, which are still to be checked.

    So are the attestations: whether their providers took them back.
    """

    keys: tuple[PublicJwk, ...]
    nonces: frozenset[str]
    attestations: tuple[KeyAttestation, ...] = ()


def prove_keys(request: CredentialRequest, rules: ProofRules, *, at: datetime) -> ProvenKeys:
    """The keys to which the credentials of a request are bound.

    One proof that carries an attestation stands for all keys that are attested in it; several proofs stand
    for their own. Where the type allows fewer copies than keys are proven, the first keys get them.
    Attestations are looked at only where somebody is trusted to make them.

    Raises:
        KeyProofsMissing, KeyProofInvalid: nothing is proven, or not as it must be.
        KeyProofTypeUnsupported: keys are attested where nobody is trusted to do so.
        KeyProofsTooMany: more keys than metadata allow.

    Spec: OpenID4VCI 1.0, Verifying Proof.
    Spec: OpenID4VCI 1.0, Credential Response.
    """
    if request.key_attestation is not None:
        proven = _attested(request.key_attestation, rules, at=at)
    else:
        proven = _signed(required_key_proofs(request), rules, at=at)
    if len(proven.keys) > rules.batch_size:
        raise KeyProofsTooMany(f"{len(proven.keys)} of at most {rules.batch_size}")
    if len(set(proven.keys)) != len(proven.keys):
        raise KeyProofsRepeatKey()
    return replace(proven, keys=proven.keys[: rules.copies])


def _attested(text: str, rules: ProofRules, *, at: datetime) -> ProvenKeys:
    if rules.trusted.is_empty:
        raise KeyProofTypeUnsupported()
    attestation = verify_key_attestation(text, trusted=rules.trusted, ends=False, now=at, leeway=rules.leeway)
    return ProvenKeys(
        keys=attestation.keys, nonces=frozenset({attestation.nonce}), attestations=(attestation,)
    )


def _signed(proofs: Sequence[str], rules: ProofRules, *, at: datetime) -> ProvenKeys:
    each = [_one_signed(proof, rules, at=at) for proof in proofs]
    keys = each[0].keys if len(each) == 1 else tuple(proven.keys[0] for proven in each)
    return ProvenKeys(
        keys=keys,
        nonces=frozenset().union(*(proven.nonces for proven in each)),
        attestations=tuple(dict.fromkeys(one for proven in each for one in proven.attestations)),
    )


def _one_signed(proof: str, rules: ProofRules, *, at: datetime) -> ProvenKeys:
    """The key that signed comes first, then those that are attested beside it."""
    attested = None
    if not rules.trusted.is_empty:
        attested = verify_attested_key_proof(
            proof,
            trusted=rules.trusted,
            audience=rules.audience,
            client_id=rules.client_id,
            now=at,
            max_age=rules.max_age,
            leeway=rules.leeway,
        )
    if attested is not None:
        own = attested.proof.key
        others = tuple(key for key in attested.attestation.keys if key != own)
        nonces = frozenset({attested.proof.nonce, attested.attestation.nonce})
        return ProvenKeys(keys=(own, *others), nonces=nonces, attestations=(attested.attestation,))
    if rules.attestation_required:
        raise KeyAttestationMissing()
    verified = verify_key_proof(
        proof,
        audience=rules.audience,
        client_id=rules.client_id,
        now=at,
        max_age=rules.max_age,
        leeway=rules.leeway,
    )
    return ProvenKeys(keys=(verified.key,), nonces=frozenset({verified.nonce}))
