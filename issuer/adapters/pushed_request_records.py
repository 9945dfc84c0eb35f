"""The table of pushed requests."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from citywallet.protocol.oauth import parse_authorization_request, serialize_authorization_request
from issuer.adapters.stored_clients import client_of, name_members
from issuer.adapters.tables import PushedRequestRow
from issuer.domain.pushed_requests import Pushed, PushedRequest, PushTerms, Spent


class SqlPushedRequestRecords:
    """Pushed requests in the issuer's database."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, terms: PushTerms, *, digest: bytes) -> None:
        """Record a push."""
        row = PushedRequestRow(
            digest=digest,
            client_name=name_members(terms.client),
            request=serialize_authorization_request(terms.request),
            pushed_at=terms.pushed_at,
            expires_at=terms.expires_at,
        )
        self._session.add(row)
        await self._session.flush()

    async def find(self, digest: bytes) -> PushedRequest | None:
        """The push behind a reference, or None."""
        query = select(PushedRequestRow).where(PushedRequestRow.digest == digest)
        row = (await self._session.exec(query)).first()
        return None if row is None else _pushed(row)

    async def spend(self, digest: bytes, *, now: datetime) -> bool:
        """Record that the citizen decided; False when that happened before."""
        unspent = (col(PushedRequestRow.digest) == digest) & col(PushedRequestRow.spent_at).is_(None)
        result = await self._session.exec(update(PushedRequestRow).where(unspent).values(spent_at=now))
        return result.rowcount == 1

    async def forget_expired(self, time: datetime) -> None:
        """Drop what ended at `time` or before."""
        await self._session.exec(delete(PushedRequestRow).where(col(PushedRequestRow.expires_at) <= time))


def _pushed(row: PushedRequestRow) -> PushedRequest:
    request = parse_authorization_request(row.request)
    terms = PushTerms(
        client=client_of(request, row.client_name),
        request=request,
        pushed_at=row.pushed_at,
        expires_at=row.expires_at,
    )
    return Pushed(terms=terms) if row.spent_at is None else Spent(terms=terms)
