"""What the chain said last, in the database: every process of the verifier knows it, and the next start.

Every status check reads here, so these are statements on tables and not rows of a session.
"""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Insert, RowMapping, Table, select, true

from citywallet.storage.database import Database
from citywallet.storage.dialect import upsert_if
from citywallet.storage.rows import table_of
from verifier.adapters.fact_records import (
    parse_accreditation,
    parse_epoch,
    parse_head,
    serialize_accreditation,
    serialize_epoch,
    serialize_head,
)
from verifier.adapters.tables import KnownAccreditationRow, KnownEpochRow, KnownHeadRow
from verifier.ports import KnownAccreditation, KnownEpoch, KnownHead

_heads = table_of(KnownHeadRow)
_epochs = table_of(KnownEpochRow)
_accreditations = table_of(KnownAccreditationRow)


class SqlKnownFacts:
    """Implements KnownFacts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def head(self, list_id: bytes) -> KnownHead | None:
        """The newest head seen of a list."""
        row = await self._row(_heads, _heads.c.list_id == list_id)
        return None if row is None else KnownHead(head=parse_head(row["head"]), read_at=row["read_at"])

    async def keep_head(self, known: KnownHead) -> None:
        """Keep a head; one with a lower sequence than the kept one changes nothing."""
        list_id = known.head.head.list_id
        where = _heads.c.list_id == list_id
        async with self._database.transaction() as connection:
            row = (await connection.execute(select(_heads.c.head).where(where).with_for_update())).first()
            if row is not None and parse_head(row.head).head.sequence > known.head.head.sequence:
                return
            values = {"list_id": list_id, "head": serialize_head(known.head), "read_at": known.read_at}
            await connection.execute(self._upsert(_heads, values))

    async def epoch(self, issuer_id: bytes, thumbprint: bytes) -> KnownEpoch | None:
        """What was last read about a key."""
        row = await self._row(_epochs, _is_key(issuer_id, thumbprint))
        if row is None:
            return None
        epoch = None if row["epoch"] is None else parse_epoch(row["epoch"])
        return KnownEpoch(epoch=epoch, read_at=row["read_at"])

    async def keep_epoch(self, issuer_id: bytes, thumbprint: bytes, known: KnownEpoch) -> None:
        """Keep what was read about a key."""
        values = {
            "issuer_id": issuer_id,
            "thumbprint": thumbprint,
            "epoch": None if known.epoch is None else serialize_epoch(known.epoch),
            "read_at": known.read_at,
        }
        await self._keep(_epochs, values)

    async def accreditation(self, issuer_id: bytes, type_id: bytes) -> KnownAccreditation | None:
        """What was last read about an accreditation."""
        row = await self._row(_accreditations, _is_right(issuer_id, type_id))
        if row is None:
            return None
        found = None if row["accreditation"] is None else parse_accreditation(row["accreditation"])
        return KnownAccreditation(accreditation=found, read_at=row["read_at"])

    async def keep_accreditation(self, issuer_id: bytes, type_id: bytes, known: KnownAccreditation) -> None:
        """Keep what was read about an accreditation."""
        found = known.accreditation
        values = {
            "issuer_id": issuer_id,
            "type_id": type_id,
            "accreditation": None if found is None else serialize_accreditation(found),
            "read_at": known.read_at,
        }
        await self._keep(_accreditations, values)

    async def _row(self, table: Table, condition: ColumnElement[bool]) -> RowMapping | None:
        async with self._database.read() as connection:
            return (await connection.execute(select(table).where(condition))).mappings().first()

    async def _keep(self, table: Table, values: Mapping[str, object]) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(self._upsert(table, values))

    def _upsert(self, table: Table, values: Mapping[str, object]) -> Insert:
        unique = [column.name for column in table.primary_key]
        return upsert_if(table, values, unique=unique, condition=true(), dialect=self._database.dialect)


def _is_key(issuer_id: bytes, thumbprint: bytes) -> ColumnElement[bool]:
    return (_epochs.c.issuer_id == issuer_id) & (_epochs.c.thumbprint == thumbprint)


def _is_right(issuer_id: bytes, type_id: bytes) -> ColumnElement[bool]:
    return (_accreditations.c.issuer_id == issuer_id) & (_accreditations.c.type_id == type_id)
