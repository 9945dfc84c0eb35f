"""The table of refresh tokens."""

from datetime import datetime

from sqlalchemy import delete, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from issuer.adapters.authorization_records import authorization_of
from issuer.adapters.tables import AuthorizationRow, RefreshTokenRow
from issuer.domain.identifiers import AuthorizationId
from issuer.domain.refresh_tokens import RefreshGrant


class SqlRefreshTokenRecords:
    """Refresh tokens in the issuer's database."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(
        self, authorization_id: AuthorizationId, *, number: int, token_digest: bytes, expires_at: datetime
    ) -> None:
        """Record the newest token of an authorization, in place of one with the same number."""
        same = (col(RefreshTokenRow.authorization_id) == authorization_id) & (
            col(RefreshTokenRow.number) == number
        )
        await self._session.exec(delete(RefreshTokenRow).where(same))
        row = RefreshTokenRow(
            token_digest=token_digest,
            authorization_id=authorization_id,
            number=number,
            expires_at=expires_at,
        )
        self._session.add(row)
        await self._session.flush()

    async def find(self, token_digest: bytes) -> RefreshGrant | None:
        """The token, or None."""
        query = (
            select(RefreshTokenRow, AuthorizationRow)
            .join(AuthorizationRow, col(AuthorizationRow.id) == RefreshTokenRow.authorization_id)
            .where(RefreshTokenRow.token_digest == token_digest)
        )
        found = (await self._session.exec(query)).first()
        if found is None:
            return None
        token, authorization = found
        return RefreshGrant(
            authorization=authorization_of(authorization),
            number=token.number,
            newest=await self._newest(token.authorization_id),
            used_at=token.used_at,
            expires_at=token.expires_at,
        )

    async def mark_used(self, token_digest: bytes, *, now: datetime) -> None:
        """Record that a token was used; nothing happens when it was used before."""
        unused = (col(RefreshTokenRow.token_digest) == token_digest) & col(RefreshTokenRow.used_at).is_(None)
        await self._session.exec(update(RefreshTokenRow).where(unused).values(used_at=now))

    async def _newest(self, authorization_id: str) -> int:
        mine = RefreshTokenRow.authorization_id == authorization_id
        return (await self._session.exec(select(func.max(RefreshTokenRow.number)).where(mine))).one()
