"""The table of signing keys in use."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.protocol.trust import KeyPurpose
from citywallet.storage.dialect import insert_unless_present
from citywallet.storage.rows import table_of
from issuer.adapters.tables import SigningKeyRow
from issuer.ports import KeyInUse

_keys = table_of(SigningKeyRow)


class SqlSigningKeyRecords:
    """Keys in use, in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> list[KeyInUse]:
        """Every key that was ever in use."""
        rows = await self._connection.execute(select(_keys).order_by(_keys.c.activated_at))
        return [
            KeyInUse(
                thumbprint=row.thumbprint,
                purpose=KeyPurpose(row.purpose),
                activated_at=row.activated_at,
                ended_at=row.ended_at,
            )
            for row in rows
        ]

    async def activate(self, thumbprint: bytes, *, purpose: KeyPurpose, now: datetime) -> bool:
        """Record that a key begins to sign; False when it was recorded before."""
        statement = insert_unless_present(
            _keys,
            {"thumbprint": thumbprint, "purpose": purpose.value, "activated_at": now, "ended_at": None},
            unique=["thumbprint"],
            dialect=self._connection.dialect.name,
        )
        return (await self._connection.execute(statement)).rowcount == 1

    async def end(self, thumbprint: bytes, *, at: datetime) -> None:
        """Record the end of a key's epoch."""
        mine = (_keys.c.thumbprint == thumbprint) & _keys.c.ended_at.is_(None)
        await self._connection.execute(update(_keys).where(mine).values(ended_at=at))
