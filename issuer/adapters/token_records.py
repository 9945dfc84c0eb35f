"""The table of access tokens."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from issuer.adapters.tables import AccessTokenRow
from issuer.domain.access_tokens import TokenGrant
from issuer.domain.identifiers import CitizenId, CredentialTypeId, OfferId, TokenId


class SqlTokenRecords:
    """Access tokens in the issuer's database."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, grant: TokenGrant, *, token_digest: bytes, offer_id: OfferId) -> None:
        """Record a token that is handed out."""
        row = AccessTokenRow(
            id=grant.id,
            token_digest=token_digest,
            offer_id=offer_id,
            type_id=grant.type_id,
            citizen_id=grant.citizen_id,
            credential_identifier=grant.credential_identifier,
            issued_at=grant.issued_at,
            expires_at=grant.expires_at,
            revoked_at=grant.revoked_at,
        )
        self._session.add(row)
        await self._session.flush()

    async def find(self, token_digest: bytes) -> TokenGrant | None:
        """What a token allows, or None."""
        query = select(AccessTokenRow).where(AccessTokenRow.token_digest == token_digest)
        row = (await self._session.exec(query)).first()
        if row is None:
            return None
        return TokenGrant(
            id=TokenId(row.id),
            type_id=CredentialTypeId(row.type_id),
            citizen_id=CitizenId(row.citizen_id),
            credential_identifier=row.credential_identifier,
            issued_at=row.issued_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
        )

    async def revoke(self, token_id: TokenId, *, now: datetime) -> None:
        """End a token; nothing happens when it ended before."""
        live = (col(AccessTokenRow.id) == token_id) & col(AccessTokenRow.revoked_at).is_(None)
        await self._session.exec(update(AccessTokenRow).where(live).values(revoked_at=now))
