"""The tables of status lists, their tokens, and the changes that wait for one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.dialect import insert_unless_present
from citywallet.storage.outbox import enqueue
from citywallet.storage.rows import table_of
from issuer.adapters.state_names import state_named
from issuer.adapters.tables import IssuerOutboxRow, StatusChangeRow, StatusListRow, StatusPublicationRow
from issuer.domain.credential_states import status_of
from issuer.domain.identifiers import ListNumber
from issuer.domain.status_lists import PendingChange, Publication, RegisteredList

_lists = table_of(StatusListRow)
_changes = table_of(StatusChangeRow)
_publications = table_of(StatusPublicationRow)
_outbox = table_of(IssuerOutboxRow)

ANCHOR_KIND = "anchor_status_list"


class SqlStatusListRecords:
    """Status lists in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, status_list: RegisteredList) -> None:
        """Record a list; nothing happens when its number is there already."""
        values = {
            "number": status_list.number,
            "uri": status_list.uri,
            "bits": status_list.bits,
            "entries": status_list.entries,
            "on_chain": status_list.on_chain,
        }
        await self._connection.execute(
            insert_unless_present(_lists, values, unique=["number"], dialect=self._connection.dialect.name)
        )

    async def all(self) -> list[RegisteredList]:
        """All lists, by number."""
        rows = await self._connection.execute(select(_lists).order_by(_lists.c.number))
        return [
            RegisteredList(
                number=ListNumber(row.number),
                uri=row.uri,
                bits=row.bits,
                entries=row.entries,
                on_chain=row.on_chain,
            )
            for row in rows
        ]

    async def mark_on_chain(self, number: ListNumber) -> None:
        """Record that the chain knows the list."""
        statement = update(_lists).where(_lists.c.number == number).values(on_chain=True)
        await self._connection.execute(statement)

    async def newest(self, number: ListNumber) -> Publication | None:
        """The newest token of a list."""
        return await self._first(_of_list(number).order_by(_publications.c.sequence.desc()))

    async def by_digest(self, number: ListNumber, digest: bytes) -> Publication | None:
        """The token of a list with this digest."""
        return await self._first(_of_list(number).where(_publications.c.digest == digest))

    async def anchored_at(self, number: ListNumber, time: datetime) -> Publication | None:
        """The token whose head the chain held at `time`."""
        query = _of_list(number).where(_publications.c.anchored_at <= time)
        return await self._first(query.order_by(_publications.c.sequence.desc()))

    async def newest_anchored(self, number: ListNumber, limit: int) -> list[Publication]:
        """The newest anchored tokens of a list, newest first."""
        query = _of_list(number).where(_publications.c.anchored_at.is_not(None))
        rows = await self._connection.execute(query.order_by(_publications.c.sequence.desc()).limit(limit))
        return [_publication(row) for row in rows]

    async def pending_changes(self, number: ListNumber) -> list[PendingChange]:
        """The changes of a list that no token carries, oldest first."""
        columns = _changes.c
        query = select(_changes).where(columns.list_number == number, columns.sequence.is_(None))
        rows = await self._connection.execute(query.order_by(columns.id))
        return [
            PendingChange(
                id=row.id,
                list_number=number,
                index=row.list_index,
                status=status_of(state_named(row.state)),
                requested_at=row.requested_at,
            )
            for row in rows
        ]

    async def add_publication(
        self, publication: Publication, *, changes: Sequence[PendingChange], now: datetime
    ) -> bool:
        """Record a token with the changes it carries, and that it is to be anchored."""
        values = {
            "list_number": publication.list_number,
            "sequence": publication.sequence,
            "token": publication.token,
            "cwt": publication.cwt,
            "digest": publication.digest,
            "root": publication.root,
            "published_at": publication.published_at,
            "expires_at": publication.expires_at,
            "anchored_at": None,
        }
        statement = insert_unless_present(
            _publications,
            values,
            unique=["list_number", "sequence"],
            dialect=self._connection.dialect.name,
        )
        if (await self._connection.execute(statement)).rowcount != 1:
            return False
        await self._mark_carried(publication, changes)
        await enqueue(
            self._connection,
            _outbox,
            kind=ANCHOR_KIND,
            key=f"{publication.list_number}/{publication.sequence}",
            payload={"list": publication.list_number, "sequence": publication.sequence},
            now=now,
        )
        return True

    async def _mark_carried(self, publication: Publication, changes: Sequence[PendingChange]) -> None:
        for change in changes:
            mine = _changes.c.id == change.id
            statement = update(_changes).where(mine).values(sequence=publication.sequence)
            await self._connection.execute(statement)

    async def is_anchored(self, number: ListNumber, *, sequence: int) -> bool:
        """Whether the chain holds the head of a recorded token."""
        columns = _publications.c
        waiting = _of_list(number).where(columns.sequence == sequence, columns.anchored_at.is_(None))
        return (await self._connection.execute(waiting)).first() is None

    async def not_anchored(self, limit: int) -> list[Publication]:
        """Tokens that the chain does not hold yet, of each list the lowest sequences first."""
        columns = _publications.c
        query = select(_publications).where(columns.anchored_at.is_(None))
        # By sequence and not by time: clocks are set back, and a gap would stop a list for good.
        ordered = query.order_by(columns.sequence, columns.list_number).limit(limit)
        return [_publication(row) for row in await self._connection.execute(ordered)]

    async def mark_anchored(self, number: ListNumber, *, sequence: int, anchored_at: datetime) -> None:
        """Record the block time of a token's head."""
        columns = _publications.c
        mine = (columns.list_number == number) & (columns.sequence == sequence)
        await self._connection.execute(update(_publications).where(mine).values(anchored_at=anchored_at))

    async def oldest_waiting_since(self) -> datetime | None:
        """When the oldest token that the chain does not hold was published; None when it holds all."""
        columns = _publications.c
        query = select(func.min(columns.published_at)).where(columns.anchored_at.is_(None))
        oldest: datetime | None = (await self._connection.execute(query)).scalar_one_or_none()
        return oldest

    async def _first(self, query: Select[Any]) -> Publication | None:
        row = (await self._connection.execute(query.limit(1))).first()
        return None if row is None else _publication(row)


def _of_list(number: ListNumber) -> Select[Any]:
    return select(_publications).where(_publications.c.list_number == number)


def _publication(row: Row[Any]) -> Publication:
    return Publication(
        list_number=ListNumber(row.list_number),
        sequence=row.sequence,
        token=row.token,
        cwt=row.cwt,
        digest=row.digest,
        root=row.root,
        published_at=row.published_at,
        expires_at=row.expires_at,
        anchored_at=row.anchored_at,
    )
