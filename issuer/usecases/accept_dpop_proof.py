"""A client shows with each request that it holds the key of its tokens."""

import hashlib
from dataclasses import dataclass

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
from issuer.domain.profile import IssuerProfile
from issuer.domain.server_nonces import ServerNonceInvalid
from issuer.ports import UnitsOfWork
from issuer.usecases.server_nonces import ServerNonces

_TAG = b"citywallet/dpop-proof/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptDpopProof:
    """Take a DPoP proof once, whatever becomes of the request that it came with.

    Every proof carries a nonce of ours: with one made beforehand, a thief would need no key.
    """

    units: UnitsOfWork
    clock: Clock
    profile: IssuerProfile
    nonces: ServerNonces

    async def __call__(self, proof: str, request: ProvenRequest) -> bytes:
        """The thumbprint of the key that the client holds.

        Raises:
            DpopProofInvalid: one subclass per broken rule, `DpopProofReplayed` for one that was sent before.
            DpopNonceWanted: no nonce of ours, or one that has ended.

        Spec: DPoP, Checking DPoP Proofs.
        """
        profile = self.profile
        verified = verify_dpop_proof(
            parse_dpop_proof(proof),
            request,
            now=self.clock.now(),
            max_age=profile.proof_max_age,
            leeway=profile.clock_leeway,
        )
        try:
            self.nonces.check(verified.nonce)
        except ServerNonceInvalid as error:
            raise DpopNonceWanted(str(error), fresh_nonce=self.nonces.fresh()) from error
        until = verified.issued_at + profile.proof_max_age + profile.clock_leeway
        async with self.units.writing() as records:
            if not await records.nonces.consume(_digest(verified, request), expires_at=until):
                raise DpopProofReplayed()
        return thumbprint(verified.key)

    def fresh_nonce(self) -> str:
        """A nonce for a client's next proofs.

        Spec: DPoP, Providing a New Nonce Value.
        """
        return self.nonces.fresh()


def _digest(proof: VerifiedDpopProof, request: ProvenRequest) -> bytes:
    """What is kept of a proof: its identifier in the context in which it must be unique."""
    context = f"{request.method} {normalize_target_uri(request.address)} {proof.proof_id}"
    return hashlib.sha256(_TAG + thumbprint(proof.key) + context.encode()).digest()
