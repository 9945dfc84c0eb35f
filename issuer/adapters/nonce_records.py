"""The secret that nonces are made with, and the table of used ones."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.dialect import insert_unless_present
from citywallet.storage.rows import table_of
from issuer.adapters.tables import SecretRow, UsedNonceRow

_secrets = table_of(SecretRow)
_used_nonces = table_of(UsedNonceRow)

_NAME = "nonces"


class SqlNonceRecords:
    """Used nonces in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def secret(self) -> bytes | None:
        """The issuer's secret for nonces; None before the first start."""
        query = select(_secrets.c.value).where(_secrets.c.name == _NAME)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def keep_secret(self, secret: bytes) -> None:
        """Record the secret for ever; nothing happens when there is one already."""
        statement = insert_unless_present(
            _secrets,
            {"name": _NAME, "value": secret},
            unique=["name"],
            dialect=self._connection.dialect.name,
        )
        await self._connection.execute(statement)

    async def consume(self, nonce_digest: bytes, *, expires_at: datetime) -> bool:
        """Mark a nonce as used; False when it was used before."""
        statement = insert_unless_present(
            _used_nonces,
            {"nonce_digest": nonce_digest, "expires_at": expires_at},
            unique=["nonce_digest"],
            dialect=self._connection.dialect.name,
        )
        return (await self._connection.execute(statement)).rowcount == 1

    async def forget_expired(self, time: datetime) -> None:
        """Drop what ended by itself at `time` or before."""
        await self._connection.execute(delete(_used_nonces).where(_used_nonces.c.expires_at <= time))
