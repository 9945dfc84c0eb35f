"""Keeping what the chain said: the newest head of each list, and who may sign what."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.anchoring import AnchoredHead, StatusUnknown, UnknownCause
from citywallet.protocol.trust import Accreditation, KeyEpoch
from verifier.ports import KnownAccreditation, KnownEpoch, KnownFacts, KnownHead

REFRESH_INTERVAL = timedelta(seconds=30)
"""How far the kept time of reading may lag behind: one write each time would queue every check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepFacts:
    """Keeps facts just read, if they are news."""

    known: KnownFacts

    async def head(
        self, head: AnchoredHead | None, known: KnownHead | None, *, now: datetime
    ) -> AnchoredHead | StatusUnknown:
        """Keep the head that the chain shows as current, and give it back; `known` is the one kept before.

        Nobody is shown an older head than one already seen, none any more, or another one under the same
        sequence.
        """
        is_same = known is not None and known.head == head
        if known is not None and not is_same and (head is None or _is_rolled_back(head, known.head)):
            return StatusUnknown(cause=UnknownCause.HEAD_ROLLED_BACK)
        if head is None:
            return StatusUnknown(cause=UnknownCause.HEAD_MISSING)
        if known is None or not is_same or _is_due(known.read_at, now):
            await self.known.keep_head(KnownHead(head=head, read_at=now))
        return head

    async def epoch(
        self, issuer_id: bytes, thumbprint: bytes, epoch: KeyEpoch | None, *, now: datetime
    ) -> None:
        """Keep what was read about a key."""
        known = await self.known.epoch(issuer_id, thumbprint)
        if known is None or known.epoch != epoch or _is_due(known.read_at, now):
            await self.known.keep_epoch(issuer_id, thumbprint, KnownEpoch(epoch=epoch, read_at=now))

    async def accreditation(
        self, issuer_id: bytes, type_id: bytes, accreditation: Accreditation | None, *, now: datetime
    ) -> None:
        """Keep what was read about an accreditation."""
        known = await self.known.accreditation(issuer_id, type_id)
        if known is None or known.accreditation != accreditation or _is_due(known.read_at, now):
            read = KnownAccreditation(accreditation=accreditation, read_at=now)
            await self.known.keep_accreditation(issuer_id, type_id, read)


def _is_rolled_back(head: AnchoredHead, known: AnchoredHead) -> bool:
    if head.head.sequence == known.head.sequence:
        return head.head.word() != known.head.word()
    return head.head.sequence < known.head.sequence


def _is_due(read_at: datetime, now: datetime) -> bool:
    return now - read_at > REFRESH_INTERVAL
