"""Reading the chain while it is there: the heads of all lists, and who may sign what.

Without it a verifier would know, when the chain goes down, only of the lists it happened to be asked about.
"""

from collections.abc import Sequence

from citywallet.runtime.clock import Clock
from citywallet.runtime.logging import get_logger
from verifier.domain.trusted_issuer import TrustedIssuer
from verifier.ports import ChainReader, ChainUnavailable, KnownFacts
from verifier.usecases.keep_facts import KeepFacts


class WatchChain:
    """Reads and keeps everything about the trusted issuer that a check might need."""

    def __init__(
        self,
        issuer: TrustedIssuer,
        *,
        chain: ChainReader,
        known: KnownFacts,
        type_ids: Sequence[bytes],
        clock: Clock,
    ) -> None:
        self._issuer_id = issuer.issuer_id
        self._chain = chain
        self._known = known
        self._keep = KeepFacts(known)
        self._type_ids = type_ids
        self._clock = clock
        self._is_chain_down = False
        self._log = get_logger("chain")

    async def __call__(self) -> None:
        """Read once. A chain that does not answer is noted; what was kept stays."""
        try:
            await self._read()
        except ChainUnavailable:
            if not self._is_chain_down:
                self._log.warning("chain_unavailable")
            self._is_chain_down = True
            return
        if self._is_chain_down:
            self._log.info("chain_available_again")
        self._is_chain_down = False

    async def _read(self) -> None:
        now = self._clock.now()
        for epoch in await self._chain.key_epochs(self._issuer_id):
            await self._keep.epoch(self._issuer_id, epoch.thumbprint, epoch, now=now)
        for type_id in self._type_ids:
            accreditation = await self._chain.accreditation(self._issuer_id, type_id)
            await self._keep.accreditation(self._issuer_id, type_id, accreditation, now=now)
        for list_id in await self._chain.lists_of(self._issuer_id):
            known = await self._known.head(list_id)
            await self._keep.head(await self._chain.current_head(list_id), known, now=now)
