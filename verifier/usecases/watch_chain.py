"""Reading the chain while it is there: the heads of all lists, and who may sign what.

Without it a verifier would know, when the chain goes down, only of the lists it happened to be asked about.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from verifier.domain.trusted_issuer import TrustedIssuer
from verifier.ports import ChainReader, KnownFacts
from verifier.usecases.keep_facts import KeepFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchChain:
    """Reads and keeps everything about the trusted issuer that a check might need."""

    issuer: TrustedIssuer
    chain: ChainReader
    known: KnownFacts
    type_ids: Sequence[bytes]
    clock: Clock

    async def __call__(self) -> None:
        """Read once.

        Raises:
            ChainUnavailable: the chain does not answer; what was kept stays.
        """
        now, issuer_id, keep = self.clock.now(), self.issuer.issuer_id, KeepFacts(known=self.known)
        for epoch in await self.chain.key_epochs(issuer_id):
            await keep.epoch(issuer_id, epoch.thumbprint, epoch, now=now)
        for type_id in self.type_ids:
            accreditation = await self.chain.accreditation(issuer_id, type_id)
            await keep.accreditation(issuer_id, type_id, accreditation, now=now)
        for list_id in await self.chain.lists_of(issuer_id):
            known = await self.known.head(list_id)
            await keep.head(await self.chain.current_head(list_id), known, now=now)
