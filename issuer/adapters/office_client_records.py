"""The table of departments' systems."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.dialect import insert_unless_present
from citywallet.storage.rows import table_of
from issuer.adapters.tables import OfficeClientRow
from issuer.domain.identifiers import OfficeClientId, UserName
from issuer.domain.office_clients import OfficeClient
from issuer.domain.permissions import Permission

_clients = table_of(OfficeClientRow)


class SqlOfficeClientRecords:
    """Departments' systems in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, client: OfficeClient, *, key_digest: bytes) -> bool:
        """Record a client; False when its name is taken, then nothing is recorded."""
        statement = insert_unless_present(
            _clients,
            {
                "id": client.id,
                "name": client.name,
                "key_digest": key_digest,
                "scopes": sorted(client.scopes),
                "created_at": client.created_at,
                "key_shown_to": client.key_shown_to,
                "disabled_at": client.disabled_at,
            },
            unique=["name"],
            dialect=self._connection.dialect.name,
        )
        return (await self._connection.execute(statement)).rowcount == 1

    async def find(self, client_id: OfficeClientId) -> OfficeClient | None:
        """The client, or None."""
        return await self._find(select(_clients).where(_clients.c.id == client_id))

    async def find_by_key(self, key_digest: bytes) -> OfficeClient | None:
        """Whose key it is, or None."""
        return await self._find(select(_clients).where(_clients.c.key_digest == key_digest))

    async def all(self) -> list[OfficeClient]:
        """All clients, by name."""
        return [_client(row) for row in await self._connection.execute(select(_clients).order_by("name"))]

    async def save_key(self, client: OfficeClient, *, key_digest: bytes) -> None:
        """Record another key of a client, and who was shown it; the old one counts no more."""
        mine = _clients.c.id == client.id
        values = {"key_digest": key_digest, "key_shown_to": client.key_shown_to}
        await self._connection.execute(update(_clients).where(mine).values(**values))

    async def disable(self, client_id: OfficeClientId, *, now: datetime) -> None:
        """End a client's key; nothing happens when it ended before."""
        live = (_clients.c.id == client_id) & _clients.c.disabled_at.is_(None)
        await self._connection.execute(update(_clients).where(live).values(disabled_at=now))

    async def _find(self, query: Select[Any]) -> OfficeClient | None:
        row = (await self._connection.execute(query)).first()
        return None if row is None else _client(row)


def _client(row: Row[Any]) -> OfficeClient:
    return OfficeClient(
        id=OfficeClientId(row.id),
        name=row.name,
        scopes=frozenset(Permission(scope) for scope in row.scopes),
        created_at=row.created_at,
        key_shown_to=None if row.key_shown_to is None else UserName(row.key_shown_to),
        disabled_at=row.disabled_at,
    )
