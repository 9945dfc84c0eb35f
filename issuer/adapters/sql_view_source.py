"""A view of a department's own database as a source of facts."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, column, select, table
from sqlalchemy.exc import SQLAlchemyError

from citywallet.storage.database import Database
from citywallet.storage.errors import StorageUnavailable
from issuer.domain.errors import SourceUnavailable
from issuer.domain.fact_texts import LIST_SEPARATOR, all_columns, read_facts
from issuer.domain.facts import Facts, FactTypes
from issuer.domain.file_rows import RowFaulty
from issuer.domain.identifiers import CitizenId


class SqlViewSource:
    """Facts from one view, a row for each citizen: `citizen_id`, and a column for each fact.

    A place has three, `_name`, `_id` and `_code`. Names of view and columns come from settings and catalogue,
    identifiers alone travel as parameters. The account should be able to read this view and nothing else.
    """

    def __init__(self, database: Database, view: str, *, timeout: timedelta) -> None:
        self._database = database
        schema, _, name = view.rpartition(".")
        self._schema, self._view = schema or None, name
        self._timeout = timeout

    async def facts_of(
        self, citizen_ids: Sequence[CitizenId], *, wanted: FactTypes
    ) -> Mapping[CitizenId, Facts]:
        """What the view says of each citizen.

        Raises:
            SourceUnavailable: no answer in time, two rows for one citizen, or a value of another type.
        """
        rows = await self._rows(citizen_ids, all_columns(wanted))
        known = {CitizenId(str(row.citizen_id)): row for row in rows}
        if len(known) != len(rows):
            raise SourceUnavailable("the view has two rows for one citizen")
        try:
            return {
                citizen_id: read_facts(
                    {name: _text(row._mapping[name]) for name in all_columns(wanted)}, wanted
                )
                for citizen_id, row in known.items()
            }
        except RowFaulty as fault:
            raise SourceUnavailable(f"the view's {fault.column} is of another type") from fault

    async def _rows(self, citizen_ids: Sequence[CitizenId], columns: Sequence[str]) -> Sequence[Row[Any]]:
        view = table(self._view, *map(column, ("citizen_id", *columns)), schema=self._schema)
        query = select(view).where(view.c.citizen_id.in_(bindparam("ids", expanding=True)))
        try:
            async with asyncio.timeout(self._timeout.total_seconds()), self._database.read() as connection:
                return (await connection.execute(query, {"ids": list(citizen_ids)})).all()
        except (SQLAlchemyError, StorageUnavailable, TimeoutError, OSError) as error:
            raise SourceUnavailable(f"the view cannot be read: {type(error).__name__}") from error


def _text(value: Any) -> str:
    """A column's value as a table file would write it, so that both are read alike."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, list):
        return LIST_SEPARATOR.join(map(str, value))
    return str(value).strip()
