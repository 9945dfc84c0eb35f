"""A client shows with each request that it holds the key of its tokens."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.keys import thumbprint
from citywallet.protocol.oauth import (
    DpopNonceWanted,
    DpopProofReplayed,
    ProvenRequest,
    VerifiedDpopProof,
    normalize_target_uri,
    parse_dpop_proof,
    verify_dpop_proof,
)
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.profile import IssuerProfile
from issuer.domain.server_nonces import (
    RANDOM_BYTES,
    NoncePurpose,
    ServerNonceInvalid,
    build_server_nonce,
    end_of_server_nonce,
)
from issuer.ports import UnitsOfWork

_TAG = b"citywallet/dpop-proof/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptDpopProof:
    """Take a DPoP proof once, whatever becomes of the request that it came with.

    Every proof carries a nonce of ours: with one made beforehand, a thief would need no key.
    """

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    profile: IssuerProfile
    secret: bytes

    async def __call__(self, proof: str, request: ProvenRequest) -> bytes:
        """The thumbprint of the key that the client holds.

        Raises:
            DpopProofInvalid: one subclass per broken rule, `DpopProofReplayed` for one that was sent before.
            DpopNonceWanted: no nonce of ours, or one that has ended.

        Spec: DPoP, Checking DPoP Proofs.
        """
        now, profile = self.clock.now(), self.profile
        verified = verify_dpop_proof(
            parse_dpop_proof(proof),
            request,
            now=now,
            max_age=profile.dpop_proof_max_age,
            leeway=profile.clock_leeway,
        )
        self._check_nonce(verified, now)
        until = verified.issued_at + profile.dpop_proof_max_age + profile.clock_leeway
        async with self.units.writing() as records:
            if not await records.nonces.consume(_digest(verified, request), expires_at=until):
                raise DpopProofReplayed()
        return thumbprint(verified.key)

    def fresh_nonce(self) -> str:
        """A nonce for a client's next proofs; it may use it until it ends.

        Spec: DPoP, Providing a New Nonce Value.
        """
        return build_server_nonce(
            NoncePurpose.DPOP,
            secret=self.secret,
            random=self.entropy.token_bytes(RANDOM_BYTES),
            expires_at=self.clock.now() + self.profile.nonce_lifetime,
        )

    def _check_nonce(self, proof: VerifiedDpopProof, now: datetime) -> None:
        if proof.nonce is None:
            raise DpopNonceWanted("missing", fresh_nonce=self.fresh_nonce())
        try:
            expires_at = end_of_server_nonce(proof.nonce, NoncePurpose.DPOP, secret=self.secret)
        except ServerNonceInvalid as error:
            raise DpopNonceWanted(str(error), fresh_nonce=self.fresh_nonce()) from error
        if now >= expires_at:
            raise DpopNonceWanted("expired", fresh_nonce=self.fresh_nonce())


def _digest(proof: VerifiedDpopProof, request: ProvenRequest) -> bytes:
    """What is kept of a proof: its identifier in the context in which it must be unique."""
    context = f"{request.method} {normalize_target_uri(request.address)} {proof.proof_id}"
    return hashlib.sha256(_TAG + thumbprint(proof.key) + context.encode()).digest()
