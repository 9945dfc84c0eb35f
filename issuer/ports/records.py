"""The issuer's records, in units of work."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from issuer.domain.access_tokens import TokenGrant
from issuer.domain.citizens import Citizen
from issuer.domain.credential_states import CredentialState, StatusAct
from issuer.domain.identifiers import CitizenId, CredentialId, ImportId, ListNumber, OfferId, TokenId
from issuer.domain.issued_credentials import CredentialRecord, IssuanceIntent, StatusPlace
from issuer.domain.offers import Offer, OfferTerms
from issuer.domain.status_lists import PendingChange, Publication, RegisteredList


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRows:
    """What became of rows of a register file; `repeated` were already in this import and are not stored."""

    new: int
    changed: int
    unchanged: int
    repeated: frozenset[CitizenId]


class CitizenRecords(Protocol):
    """The register."""

    async def find(self, citizen_id: CitizenId) -> Citizen | None:
        """The citizen, or None."""
        ...

    async def first(self, limit: int) -> list[Citizen]:
        """The first `limit` citizens by identifier."""
        ...

    async def store(self, rows: Sequence[Citizen], *, import_id: ImportId, now: datetime) -> StoredRows:
        """Store rows of one import, each citizen once; the identifiers within `rows` differ."""
        ...


class OfferRecords(Protocol):
    """Offers, found only by digests of their secrets."""

    async def add(self, terms: OfferTerms, *, reference_digest: bytes, code_digest: bytes) -> None:
        """Record a new offer."""
        ...

    async def find_by_reference(self, reference_digest: bytes) -> Offer | None:
        """The offer behind an address, or None."""
        ...

    async def find_by_code(self, code_digest: bytes) -> Offer | None:
        """The offer behind a pre-authorized code, or None."""
        ...

    async def save(self, offer: Offer) -> None:
        """Record the offer's new state."""
        ...


class TokenRecords(Protocol):
    """Access tokens, found only by digest."""

    async def add(self, grant: TokenGrant, *, token_digest: bytes, offer_id: OfferId) -> None:
        """Record a token that is handed out."""
        ...

    async def find(self, token_digest: bytes) -> TokenGrant | None:
        """What a token allows, or None."""
        ...

    async def revoke(self, token_id: TokenId, *, now: datetime) -> None:
        """End a token; nothing happens when it ended before."""
        ...


class NonceRecords(Protocol):
    """Nonces that were used, and the secret they are made with."""

    async def secret(self) -> bytes | None:
        """The issuer's secret for nonces; None before the first start."""
        ...

    async def keep_secret(self, secret: bytes) -> None:
        """Record the secret for ever; nothing happens when there is one already."""
        ...

    async def consume(self, nonce_digest: bytes, *, expires_at: datetime) -> bool:
        """Mark a nonce as used; False when it was used before."""
        ...

    async def forget_expired(self, time: datetime) -> None:
        """Drop what ended by itself at `time` or before."""
        ...


class CredentialRecords(Protocol):
    """Intents, credentials, and their states."""

    async def is_taken(self, place: StatusPlace) -> bool:
        """Whether a status index was ever given out."""
        ...

    async def holder_of(self, thumbprint: bytes) -> CitizenId | None:
        """The citizen to whose credentials a key is bound, or None."""
        ...

    async def record_intent(self, intent: IssuanceIntent) -> None:
        """Record what is about to be signed; its place is taken for ever."""
        ...

    async def confirm(self, credential_id: CredentialId, *, signature: bytes, signed_at: datetime) -> None:
        """Record that an intended credential was signed."""
        ...

    async def find(self, credential_id: CredentialId) -> CredentialRecord | None:
        """The record, or None."""
        ...

    async def of_citizen(self, citizen_id: CitizenId) -> list[CredentialRecord]:
        """A citizen's records, orphans included, newest first."""
        ...

    async def of_token(self, token_id: TokenId) -> list[CredentialRecord]:
        """What was issued, or intended, under a token."""
        ...

    async def change_state(
        self,
        record: CredentialRecord,
        state: CredentialState,
        *,
        act: StatusAct,
        reason: str | None,
        now: datetime,
    ) -> None:
        """Record the new state, and the change for the next token of its list."""
        ...


class StatusListRecords(Protocol):
    """Status lists and their tokens."""

    async def add(self, status_list: RegisteredList) -> None:
        """Record a list; nothing happens when its number is there already."""
        ...

    async def all(self) -> list[RegisteredList]:
        """All lists, by number."""
        ...

    async def mark_on_chain(self, number: ListNumber) -> None:
        """Record that the chain knows the list."""
        ...

    async def newest(self, number: ListNumber) -> Publication | None:
        """The newest token of a list."""
        ...

    async def by_digest(self, number: ListNumber, digest: bytes) -> Publication | None:
        """The token of a list with this digest."""
        ...

    async def anchored_at(self, number: ListNumber, time: datetime) -> Publication | None:
        """The token whose head the chain held at `time`."""
        ...

    async def newest_anchored(self, number: ListNumber, limit: int) -> list[Publication]:
        """The newest anchored tokens of a list, newest first."""
        ...

    async def pending_changes(self, number: ListNumber) -> list[PendingChange]:
        """The changes of a list that no token carries, oldest first."""
        ...

    async def add_publication(
        self, publication: Publication, *, changes: Sequence[PendingChange], now: datetime
    ) -> bool:
        """Record a token with the changes it carries, and that it is to be anchored.

        False when the list already has a token of that sequence; then nothing is recorded.
        """
        ...

    async def is_anchored(self, number: ListNumber, *, sequence: int) -> bool:
        """Whether the chain holds the head of a recorded token."""
        ...

    async def not_anchored(self, limit: int) -> list[Publication]:
        """Tokens that the chain does not hold yet, of each list the lowest sequences first."""
        ...

    async def mark_anchored(self, number: ListNumber, *, sequence: int, anchored_at: datetime) -> None:
        """Record the block time of a token's head."""
        ...

    async def oldest_waiting_since(self) -> datetime | None:
        """When the oldest token that the chain does not hold was published; None when it holds all."""
        ...


class Records(Protocol):
    """Everything that one unit of work can read and write."""

    citizens: CitizenRecords
    offers: OfferRecords
    tokens: TokenRecords
    nonces: NonceRecords
    credentials: CredentialRecords
    status_lists: StatusListRecords


class UnitsOfWork(Protocol):
    """Opens units of work on the issuer's database. Nothing but the database belongs inside one."""

    def writing(self) -> AbstractAsyncContextManager[Records]:
        """A unit that is kept whole when the block ends, and undone when it raises."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Records]:
        """One consistent view; nothing can be written."""
        ...
