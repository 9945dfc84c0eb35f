"""What the use cases need from outside, and the only errors that may come from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from citywallet.protocol.anchoring import AnchoredHead
from citywallet.protocol.trust import Accreditation, KeyEpoch
from verifier.domain.question import Question
from verifier.domain.transaction import Answered, Requested, RequestId, ResponseId, Transaction, TransactionId


class ChainUnavailable(Exception):
    """Raised when the chain does not answer, or answers what cannot be."""


class StatusListUnavailable(Exception):
    """Raised when a status list token cannot be had."""


class ChainReader(Protocol):
    """The public facts on chain. Every method may raise ChainUnavailable."""

    async def current_head(self, list_id: bytes) -> AnchoredHead | None:
        """The newest final head of a list, None if it has none."""
        ...

    async def head_at(self, list_id: bytes, at: datetime) -> AnchoredHead | None:
        """The last head anchored at or before a time."""
        ...

    async def head_after(self, list_id: bytes, at: datetime) -> AnchoredHead | None:
        """The first head anchored after a time."""
        ...

    async def newest_block_time(self) -> datetime:
        """The time of the newest final block."""
        ...

    async def lists_of(self, issuer_id: bytes) -> Sequence[bytes]:
        """The ids of all lists that an issuer registered."""
        ...

    async def key_epoch(self, issuer_id: bytes, thumbprint: bytes) -> KeyEpoch | None:
        """The epoch of an issuer's key, None if it is not registered."""
        ...

    async def key_epochs(self, issuer_id: bytes) -> Sequence[KeyEpoch]:
        """All epochs of an issuer's keys."""
        ...

    async def accreditation(self, issuer_id: bytes, type_id: bytes) -> Accreditation | None:
        """The history of an issuer's right to issue a type, None if it never had it."""
        ...


class StatusLists(Protocol):
    """Signed status list tokens, as text and unverified. Every method may raise StatusListUnavailable."""

    async def current(self, uri: str) -> str:
        """The token served at the list's address now."""
        ...

    async def by_digest(self, uri: str, token_digest: bytes) -> str:
        """The token with this digest."""
        ...

    async def at_time(self, uri: str, at: datetime) -> str:
        """The token that was served at a past time; needs the auditor's key."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHead:
    """The newest head ever seen of a list, and when the chain last confirmed it."""

    head: AnchoredHead
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEpoch:
    """A key's epoch (None: not registered) as last read."""

    epoch: KeyEpoch | None
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAccreditation:
    """An accreditation (None: there is none) as last read."""

    accreditation: Accreditation | None
    read_at: datetime


class KnownFacts(Protocol):
    """What the chain said last, kept so that a short outage refuses nobody and no older head is believed."""

    async def head(self, list_id: bytes) -> KnownHead | None:
        """The newest head seen of a list."""
        ...

    async def keep_head(self, known: KnownHead) -> None:
        """Keep a head; one with a lower sequence than the kept one changes nothing."""
        ...

    async def epoch(self, issuer_id: bytes, thumbprint: bytes) -> KnownEpoch | None:
        """What was last read about a key."""
        ...

    async def keep_epoch(self, issuer_id: bytes, thumbprint: bytes, known: KnownEpoch) -> None:
        """Keep what was read about a key."""
        ...

    async def accreditation(self, issuer_id: bytes, type_id: bytes) -> KnownAccreditation | None:
        """What was last read about an accreditation."""
        ...

    async def keep_accreditation(self, issuer_id: bytes, type_id: bytes, known: KnownAccreditation) -> None:
        """Keep what was read about an accreditation."""
        ...


class TransactionStore(Protocol):
    """Questions asked and their outcomes. Every method may raise citywallet.storage's StorageUnavailable."""

    async def add(self, requested: Requested) -> None:
        """Keep a question just asked."""
        ...

    async def by_id(self, transaction_id: TransactionId) -> Transaction | None:
        """The transaction of that id, as it was last written: an open one may have expired since."""
        ...

    async def by_request(self, request_id: RequestId) -> Transaction | None:
        """The transaction whose request has that id."""
        ...

    async def by_response(self, response_id: ResponseId) -> Transaction | None:
        """The transaction whose response address has that id."""
        ...

    async def conclude(self, answered: Answered) -> None:
        """Write the outcome, if none is written yet, in one unit of work.

        Raises:
            AlreadyAnswered: another answer was first; nothing changed.
        """
        ...

    async def forget(self, question: str, *, opened_before: datetime) -> int:
        """Delete a question's transactions from before a time; says how many."""
        ...


class Catalogue(Protocol):
    """The questions that this verifier may ask."""

    def questions(self) -> Sequence[Question]:
        """All of them."""
        ...

    def question(self, name: str) -> Question:
        """One of them.

        Raises:
            QuestionUnknown: there is no such question.
        """
        ...
