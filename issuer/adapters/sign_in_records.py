"""The tables of sign-ins under way and of failures."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.dialect import upsert_if
from citywallet.storage.rows import table_of
from issuer.adapters.tables import EnrolmentRow, SessionRow, SignInFailuresRow, SignInRow
from issuer.domain.identifiers import UserName
from issuer.domain.sign_in import Failures, PendingSignIn

_sign_ins = table_of(SignInRow)
_failures = table_of(SignInFailuresRow)
_sessions = table_of(SessionRow)
_enrolments = table_of(EnrolmentRow)


class SqlSignInRecords:
    """Sign-ins under way, and failures, in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, pending: PendingSignIn, *, digest: bytes) -> None:
        """Record that a password was right."""
        await self._connection.execute(
            _sign_ins.insert().values(
                digest=digest,
                user=pending.user,
                challenge=pending.challenge,
                wrong_factors=pending.wrong_factors,
                expires_at=pending.expires_at,
            )
        )

    async def find(self, digest: bytes) -> PendingSignIn | None:
        """The sign-in behind a cookie, or None."""
        row = (await self._connection.execute(select(_sign_ins).where(_sign_ins.c.digest == digest))).first()
        if row is None:
            return None
        return PendingSignIn(
            user=UserName(row.user),
            challenge=row.challenge,
            wrong_factors=row.wrong_factors,
            expires_at=row.expires_at,
        )

    async def note_wrong_factor(self, digest: bytes) -> None:
        """Count a second factor that was wrong."""
        more = _sign_ins.c.wrong_factors + 1
        mine = _sign_ins.c.digest == digest
        await self._connection.execute(update(_sign_ins).where(mine).values(wrong_factors=more))

    async def end(self, digest: bytes) -> None:
        """End a sign-in."""
        await self._connection.execute(delete(_sign_ins).where(_sign_ins.c.digest == digest))

    async def failures(self, key: bytes) -> Failures | None:
        """The failures of one user or address, by the digest of it."""
        row = (await self._connection.execute(select(_failures).where(_failures.c.key == key))).first()
        return None if row is None else Failures(count=row.failures, last_at=row.last_at)

    async def save_failures(self, key: bytes, failures: Failures) -> None:
        """Record failures in place of earlier ones."""
        statement = upsert_if(
            _failures,
            {"key": key, "failures": failures.count, "last_at": failures.last_at},
            unique=["key"],
            condition=_failures.c.key == key,
            dialect=self._connection.dialect.name,
        )
        await self._connection.execute(statement)

    async def clear_failures(self, key: bytes) -> None:
        """Forget the failures of one user or address."""
        await self._connection.execute(delete(_failures).where(_failures.c.key == key))

    async def forget(self, *, failures_before: datetime, sessions_before: datetime, now: datetime) -> None:
        """Drop failures that count no more, and sessions, sign-ins and enrolments that have ended."""
        for ended in (
            delete(_failures).where(_failures.c.last_at <= failures_before),
            delete(_sessions).where(_sessions.c.began_at <= sessions_before),
            delete(_sign_ins).where(_sign_ins.c.expires_at <= now),
            delete(_enrolments).where(_enrolments.c.expires_at <= now),
        ):
            await self._connection.execute(ended)
