"""In the background: bring the heads of published tokens onto the chain, each exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from citywallet.protocol.anchoring import AnchoredHead
from citywallet.runtime.failpoint import failpoint
from issuer.domain.identifiers import ListNumber
from issuer.domain.status_lists import Publication, RegisteredList
from issuer.ports import ChainContradicts, ChainUnavailable, HeadToAnchor, StatusChain, UnitsOfWork

MAX_HEADS_AT_ONCE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorStatusLists:
    """Anchor what waits, each list in its order. One process at a time runs it, by the outbox's lease."""

    units: UnitsOfWork
    chain: StatusChain

    async def __call__(self, number: ListNumber, *, sequence: int) -> None:
        """Anchor a token, and with it, in one transaction, the others that wait.

        Safe to repeat after a crash at any line: what the chain already holds is noted, not sent again.

        Raises:
            ChainUnavailable: try again later.
            ChainContradicts: the chain holds another head under one of these sequences; nothing is sent.
        """
        while not await self._is_anchored(number, sequence):  # it may have gone along with an earlier one
            await self._anchor_some()

    async def _is_anchored(self, number: ListNumber, sequence: int) -> bool:
        async with self.units.reading() as records:
            return await records.status_lists.is_anchored(number, sequence=sequence)

    async def _anchor_some(self) -> None:
        async with self.units.reading() as records:
            lists = {status_list.number: status_list for status_list in await records.status_lists.all()}
            waiting = await records.status_lists.not_anchored(MAX_HEADS_AT_ONCE)
        waiting.sort(key=lambda each: (each.list_number, each.sequence))
        to_send: list[Publication] = []
        for list_number, group in groupby(waiting, key=lambda each: each.list_number):
            to_send += await self._catch_up(lists[list_number], list(group))
        if to_send:
            failpoint("anchor.before_send")
            await self.chain.publish([_head_of(lists[each.list_number], each) for each in to_send])
            failpoint("anchor.after_send")
        for publication in to_send:
            await self._note_anchored(lists[publication.list_number], publication)

    async def _catch_up(
        self, status_list: RegisteredList, waiting: Sequence[Publication]
    ) -> list[Publication]:
        """Note which of these the chain holds already, sent before a crash; give the others."""
        await self._register(status_list)
        newest_on_chain = await self.chain.newest_sequence(status_list.uri)
        for publication in waiting:
            if publication.sequence <= newest_on_chain:
                await self._note_anchored(status_list, publication)
        to_send = [each for each in waiting if each.sequence > newest_on_chain]
        if to_send and to_send[0].sequence != newest_on_chain + 1:
            raise ChainContradicts(f"list {status_list.number}: the chain is at {newest_on_chain}")
        return to_send

    async def _register(self, status_list: RegisteredList) -> None:
        if status_list.on_chain:
            return
        await self.chain.register(
            list_uri=status_list.uri, bits=status_list.bits, entries=status_list.entries
        )
        async with self.units.writing() as records:
            await records.status_lists.mark_on_chain(status_list.number)

    async def _note_anchored(self, status_list: RegisteredList, publication: Publication) -> None:
        anchored = await self.chain.final_head(status_list.uri, publication.sequence)
        if anchored is None:
            raise ChainUnavailable("sent, but not final yet")
        _require_same(anchored, publication)
        async with self.units.writing() as records:
            await records.status_lists.mark_anchored(
                publication.list_number,
                sequence=publication.sequence,
                anchored_at=anchored.anchored_at,
            )
        failpoint("anchor.after_noted")


def _head_of(status_list: RegisteredList, publication: Publication) -> HeadToAnchor:
    return HeadToAnchor(
        list_uri=status_list.uri,
        sequence=publication.sequence,
        bits=status_list.bits,
        entries=status_list.entries,
        root=publication.root,
        token_digest=publication.digest,
    )


def _require_same(anchored: AnchoredHead, publication: Publication) -> None:
    """A bit that flipped on the way, or another writer, is noticed here and stops everything after it."""
    head = anchored.head
    if head.root != publication.root or head.token_digest != publication.digest:
        raise ChainContradicts(f"list {publication.list_number}, sequence {publication.sequence}")
