"""The table of facts that came in files."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.rows import table_of
from issuer.adapters.tables import SourceFactRow
from issuer.domain.fact_json import serialize_facts
from issuer.domain.facts import Facts
from issuer.domain.identifiers import CitizenId, ImportId, SourceName
from issuer.ports import StoredRows

LOOK_UP_SIZE = 500  # far below the number of parameters that SQLite takes in one statement
_facts = table_of(SourceFactRow)
_mine = (_facts.c.source == bindparam("of_source")) & (_facts.c.citizen_id == bindparam("of_citizen"))


class SqlSourceFactRecords:
    """Facts of files in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def known(self, source: SourceName, citizen_ids: Sequence[CitizenId]) -> list[Row[Any]]:
        """The rows of those citizens whom the source knows."""
        rows: list[Row[Any]] = []
        for start in range(0, len(citizen_ids), LOOK_UP_SIZE):
            some = citizen_ids[start : start + LOOK_UP_SIZE]
            query = select(_facts).where(_facts.c.source == source, _facts.c.citizen_id.in_(some))
            rows += await self._connection.execute(query)
        return rows

    async def store(
        self, source: SourceName, rows: Mapping[CitizenId, Facts], *, import_id: ImportId, now: datetime
    ) -> StoredRows:
        """Store rows of one import; what was known of those citizens before is replaced."""
        known = {row.citizen_id: row for row in await self.known(source, list(rows))}
        new, changed, unchanged, repeated = [], [], [], set()
        for citizen_id, facts in rows.items():
            before, values = known.get(citizen_id), serialize_facts(facts)
            if before is None:
                new.append({"source": source, "citizen_id": citizen_id, "facts": values})
            elif before.last_import == import_id:
                repeated.add(citizen_id)
            elif before.facts != values:
                changed.append({"of_source": source, "of_citizen": citizen_id, "facts": values})
            else:
                unchanged.append({"of_source": source, "of_citizen": citizen_id})
        stamp = {"last_import": import_id, "changed_at": now}
        if new:
            await self._connection.execute(insert(_facts).values(**stamp), new)
        if changed:
            await self._connection.execute(
                update(_facts).where(_mine).values(facts=bindparam("facts"), **stamp), changed
            )
        if unchanged:
            await self._connection.execute(
                update(_facts).where(_mine).values(last_import=import_id), unchanged
            )
        return StoredRows(
            new=len(new), changed=len(changed), unchanged=len(unchanged), repeated=frozenset(repeated)
        )

    async def forget_others(self, source: SourceName, *, import_id: ImportId) -> int:
        """Forget everybody who was not in this import; how many they were."""
        others = delete(_facts).where(_facts.c.source == source, _facts.c.last_import != import_id)
        return (await self._connection.execute(others)).rowcount
