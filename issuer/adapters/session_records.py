"""The table of sessions."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.rows import table_of
from issuer.adapters.tables import SessionRow, SignInRow
from issuer.domain.identifiers import UserName
from issuer.domain.sessions import Session

_sessions = table_of(SessionRow)
_sign_ins = table_of(SignInRow)


class SqlSessionRecords:
    """Sessions in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, session: Session, *, digest: bytes) -> None:
        """Record a new session."""
        values = {"user": session.user, "began_at": session.began_at, "seen_at": session.seen_at}
        await self._connection.execute(_sessions.insert().values(digest=digest, **values))

    async def find(self, digest: bytes) -> Session | None:
        """The session behind a cookie, or None."""
        row = (await self._connection.execute(select(_sessions).where(_sessions.c.digest == digest))).first()
        if row is None:
            return None
        return Session(user=UserName(row.user), began_at=row.began_at, seen_at=row.seen_at)

    async def note_seen(self, digest: bytes, *, now: datetime) -> None:
        """Record that something was asked."""
        mine = _sessions.c.digest == digest
        await self._connection.execute(update(_sessions).where(mine).values(seen_at=now))

    async def end(self, digest: bytes) -> None:
        """End a session; nothing happens when there is none."""
        await self._connection.execute(delete(_sessions).where(_sessions.c.digest == digest))

    async def end_all_of(self, user: UserName) -> None:
        """End every session and every sign-in under way of somebody."""
        for table in (_sessions, _sign_ins):
            await self._connection.execute(delete(table).where(table.c.user == user))
