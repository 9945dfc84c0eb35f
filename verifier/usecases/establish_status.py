"""What is a card's status now? The list's newest head, and a token that it commits to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.anchoring import (
    AnchoredHead,
    BlockFromFuture,
    HeadTokenNeeded,
    HeadTooOld,
    StatusAnswer,
    StatusUnknown,
    UnknownCause,
    list_id,
    match_head_token,
    match_served_token,
    verify_head_age,
)
from citywallet.protocol.policy import StatusFacts
from citywallet.protocol.statuslist import StatusReference
from verifier.domain.trusted_issuer import TrustedIssuer
from verifier.ports import (
    ChainReader,
    ChainUnavailable,
    KnownFacts,
    StatusLists,
    StatusListUnavailable,
)
from verifier.usecases.keep_facts import KeepFacts
from verifier.usecases.verify_list import ListReading, VerifyList


@dataclass(frozen=True, slots=True, kw_only=True)
class _HeadReading:
    """The head that counts, and how fresh it is.

    `newest_block_time` is None while the chain cannot be read; `known_at` is then when it last was.
    """

    head: AnchoredHead
    newest_block_time: datetime | None
    known_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishStatus:
    """Establishes the present status of a card."""

    issuer: TrustedIssuer
    chain: ChainReader
    known: KnownFacts
    lists: StatusLists
    verify_list: VerifyList

    async def __call__(
        self, reference: StatusReference | None, *, now: datetime, max_age: timedelta
    ) -> StatusFacts:
        """The status at `now`; whatever is missing makes it unknown."""
        # (1) The card names a list, and the list is the trusted issuer's own: nothing else is fetched.
        if reference is None:
            return unknown(UnknownCause.STATUS_ABSENT)
        if not self.issuer.owns_list(reference.uri):
            return unknown(UnknownCause.LIST_NOT_TRUSTED)
        # (2) The newest head: from the chain, or the last one known while the chain cannot be reached.
        reading = await self._read_head(list_id(self.issuer.issuer_id, reference.uri), now=now)
        if isinstance(reading, StatusUnknown):
            return unknown(reading.cause)
        # (3) It is young enough to speak for now.
        age = _age(reading, now=now, max_age=max_age)
        if isinstance(age, StatusUnknown):
            return unknown(age.cause, known_at=reading.known_at)
        # (4) A token that it commits to, or a newer one that makes the answer stricter.
        answer = await self._answer(reference, reading.head, now=now, max_age=max_age)
        return StatusFacts(answer=answer, age=age, known_at=reading.known_at, heads=None, changed_later=None)

    async def _read_head(self, list_name: bytes, *, now: datetime) -> _HeadReading | StatusUnknown:
        known = await self.known.head(list_name)
        try:
            newest_block_time = await self.chain.newest_block_time()
            head = await self.chain.current_head(list_name)
        except ChainUnavailable:
            if known is None:
                return StatusUnknown(cause=UnknownCause.CHAIN_UNREACHABLE)
            return _HeadReading(head=known.head, newest_block_time=None, known_at=known.read_at)
        kept = await KeepFacts(known=self.known).head(head, known, now=now)
        if isinstance(kept, StatusUnknown):
            return kept
        return _HeadReading(head=kept, newest_block_time=newest_block_time, known_at=None)

    async def _answer(
        self, reference: StatusReference, head: AnchoredHead, *, now: datetime, max_age: timedelta
    ) -> StatusAnswer:
        uri, index = reference.uri, reference.index
        reading = ListReading(uri=uri, head=head, at=now, now=now, max_age=max_age)
        served = await self.verify_list.usable(await self._fetch(uri), reading)
        answer = match_served_token(served, head=head, index=index)
        if not isinstance(answer, HeadTokenNeeded):
            return answer
        text = await self._fetch(uri, token_digest=answer.token_digest)
        own = await self.verify_list.usable(text, reading)
        return match_head_token(own, needed=answer, head=head, index=index)

    async def _fetch(self, uri: str, *, token_digest: bytes | None = None) -> str | None:
        try:
            if token_digest is None:
                return await self.lists.current(uri)
            return await self.lists.by_digest(uri, token_digest)
        except StatusListUnavailable:
            return None


def unknown(cause: UnknownCause, *, known_at: datetime | None = None) -> StatusFacts:
    """Facts about a status that could not be established."""
    return StatusFacts(
        answer=StatusUnknown(cause=cause), age=None, known_at=known_at, heads=None, changed_later=None
    )


def _age(reading: _HeadReading, *, now: datetime, max_age: timedelta) -> timedelta | StatusUnknown:
    try:
        return verify_head_age(
            reading.head, now=now, newest_block_time=reading.newest_block_time, limit=max_age
        )
    except BlockFromFuture:
        return StatusUnknown(cause=UnknownCause.BLOCK_FROM_FUTURE)
    except HeadTooOld:
        return StatusUnknown(cause=UnknownCause.HEAD_TOO_OLD)
