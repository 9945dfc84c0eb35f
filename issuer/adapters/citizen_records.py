"""The register's table."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.rows import table_of
from issuer.adapters.tables import CitizenRow
from issuer.domain.citizens import Citizen, District, LegalDong
from issuer.domain.identifiers import CitizenId, ImportId
from issuer.ports import StoredRows

_citizens = table_of(CitizenRow)

_LOOK_UP_SIZE = 500  # far below the number of parameters that SQLite takes in one statement


class SqlCitizenRecords:
    """Citizens in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, citizen_id: CitizenId) -> Citizen | None:
        """The citizen, or None."""
        query = select(_citizens).where(_citizens.c.citizen_id == citizen_id)
        row = (await self._connection.execute(query)).first()
        return None if row is None else _citizen(row)

    async def find_each(self, citizen_ids: Sequence[CitizenId]) -> list[Citizen]:
        """Those of the citizens whom the register has."""
        return [_citizen(row) for row in (await self._known(citizen_ids)).values()]

    async def first(self, limit: int) -> list[Citizen]:
        """The first `limit` citizens by identifier."""
        query = select(_citizens).order_by(_citizens.c.citizen_id).limit(limit)
        return [_citizen(row) for row in await self._connection.execute(query)]

    async def store(self, rows: Sequence[Citizen], *, import_id: ImportId, now: datetime) -> StoredRows:
        """Store rows of one import, each citizen once; the identifiers within `rows` differ."""
        known = await self._known([row.id for row in rows])
        stamp = {"last_import": import_id, "changed_at": now}
        new, changed, unchanged, repeated = [], [], [], set()
        for citizen in rows:
            before = known.get(citizen.id)
            if before is None:
                new.append(_values(citizen) | stamp)
            elif before.last_import == import_id:
                repeated.add(citizen.id)
            elif _citizen(before) != citizen:
                changed.append(_values(citizen) | stamp)
            else:
                unchanged.append({"id": citizen.id, "import": import_id})
        await self._write(new, changed, unchanged)
        return StoredRows(
            new=len(new), changed=len(changed), unchanged=len(unchanged), repeated=frozenset(repeated)
        )

    async def _known(self, identifiers: Sequence[CitizenId]) -> Mapping[str, Row[Any]]:
        known: dict[str, Row[Any]] = {}
        for start in range(0, len(identifiers), _LOOK_UP_SIZE):
            some = identifiers[start : start + _LOOK_UP_SIZE]
            rows = await self._connection.execute(select(_citizens).where(_citizens.c.citizen_id.in_(some)))
            known |= {row.citizen_id: row for row in rows}
        return known

    async def _write(
        self, new: list[dict[str, Any]], changed: list[dict[str, Any]], unchanged: list[dict[str, Any]]
    ) -> None:
        if new:
            await self._connection.execute(insert(_citizens), new)
        if changed:
            named = [{"id": values["citizen_id"]} | values for values in changed]
            values: dict[str, Any] = {name: bindparam(name) for name in changed[0] if name != "citizen_id"}
            statement = update(_citizens).where(_citizens.c.citizen_id == bindparam("id")).values(**values)
            await self._connection.execute(statement, named)
        if unchanged:
            statement = update(_citizens).where(_citizens.c.citizen_id == bindparam("id"))
            await self._connection.execute(statement.values(last_import=bindparam("import")), unchanged)


def _values(citizen: Citizen) -> dict[str, Any]:
    dong = citizen.legal_dong
    return {
        "citizen_id": citizen.id,
        "name": citizen.name,
        "birthdate": citizen.birthdate,
        "district_id": citizen.district.id,
        "district_name": citizen.district.name,
        "district_code": citizen.district.code,
        "legal_dong_name": None if dong is None else dong.name,
        "legal_dong_code": None if dong is None else dong.code,
        "incheon_resident": citizen.incheon_resident,
    }


def _citizen(row: Row[Any]) -> Citizen:
    has_dong = row.legal_dong_name is not None
    return Citizen(
        id=CitizenId(row.citizen_id),
        name=row.name,
        birthdate=row.birthdate,
        district=District(id=row.district_id, name=row.district_name, code=row.district_code),
        legal_dong=LegalDong(name=row.legal_dong_name, code=row.legal_dong_code) if has_dong else None,
        incheon_resident=row.incheon_resident,
    )
