"""The tables of authorizations and access tokens."""

from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from issuer.adapters.allowed_credentials import credentials_of, members_of
from issuer.adapters.device_columns import belongs_to
from issuer.adapters.tables import AccessTokenRow, AuthorizationRow
from issuer.domain.access_tokens import TokenGrant
from issuer.domain.authorizations import Authorization
from issuer.domain.devices import Device
from issuer.domain.identifiers import AuthorizationId, CitizenId


class SqlAuthorizationRecords:
    """Authorizations in the issuer's database."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, authorization: Authorization, *, code_digest: bytes) -> None:
        """Record what the code with this digest led to; a code leads to one authorization at most."""
        row = AuthorizationRow(
            id=authorization.id,
            code_digest=code_digest,
            citizen_id=authorization.citizen_id,
            client_id=authorization.client_id,
            instance_thumbprint=authorization.instance_thumbprint,
            credentials=members_of(authorization.credentials),
            dpop_thumbprint=authorization.dpop_thumbprint,
            is_offered=authorization.is_offered,
            granted_at=authorization.granted_at,
            ended_at=authorization.ended_at,
        )
        self._session.add(row)
        await self._session.flush()

    async def end(self, authorization_id: AuthorizationId, *, now: datetime) -> None:
        """End an authorization and all its tokens; nothing happens when it ended before."""
        await self._end(col(AuthorizationRow.id) == authorization_id, now)

    async def end_of_citizen(self, citizen_id: CitizenId, *, now: datetime) -> int:
        """End every authorization of a person; how many had not ended before."""
        return await self._end(col(AuthorizationRow.citizen_id) == citizen_id, now)

    async def end_of_device(self, device: Device, *, now: datetime) -> int:
        """End every authorization of a device; how many had not ended before."""
        return await self._end(belongs_to(device), now)

    async def _end(self, which: ColumnElement[bool], now: datetime) -> int:
        live = which & col(AuthorizationRow.ended_at).is_(None)
        return (await self._session.exec(update(AuthorizationRow).where(live).values(ended_at=now))).rowcount


class SqlTokenRecords:
    """Access tokens in the issuer's database."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, grant: TokenGrant, *, token_digest: bytes) -> None:
        """Record a token that is handed out."""
        row = AccessTokenRow(
            token_digest=token_digest,
            authorization_id=grant.authorization.id,
            issued_at=grant.issued_at,
            expires_at=grant.expires_at,
        )
        self._session.add(row)
        await self._session.flush()

    async def find(self, token_digest: bytes) -> TokenGrant | None:
        """What a token allows, or None."""
        query = (
            select(AccessTokenRow, AuthorizationRow)
            .join(AuthorizationRow, col(AuthorizationRow.id) == AccessTokenRow.authorization_id)
            .where(AccessTokenRow.token_digest == token_digest)
        )
        found = (await self._session.exec(query)).first()
        if found is None:
            return None
        token, authorization = found
        return TokenGrant(
            authorization=authorization_of(authorization),
            issued_at=token.issued_at,
            expires_at=token.expires_at,
        )


def authorization_of(row: AuthorizationRow) -> Authorization:
    """The authorization of a row."""
    return Authorization(
        id=AuthorizationId(row.id),
        citizen_id=CitizenId(row.citizen_id),
        client_id=row.client_id,
        instance_thumbprint=row.instance_thumbprint,
        credentials=credentials_of(row.credentials),
        dpop_thumbprint=row.dpop_thumbprint,
        is_offered=row.is_offered,
        granted_at=row.granted_at,
        ended_at=row.ended_at,
    )
