"""The table of credentials that citizens are asked to show."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from issuer.adapters.tables import IdentityPresentationRow
from issuer.domain.identifiers import CitizenId, IdentityPresentationId, IdentitySourceName
from issuer.domain.identity_presentations import (
    AnsweredPresentation,
    Asked,
    IdentityPresentation,
    PresentationDeclined,
    PresentationTerms,
    Shown,
)


class SqlIdentityPresentationRecords:
    """What was asked for, in the issuer's database."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, asked: Asked) -> None:
        """Record that a credential is asked for."""
        terms = asked.terms
        row = IdentityPresentationRow(
            id=terms.id,
            source=terms.source,
            request_id=terms.request_id,
            response_id=terms.response_id,
            nonce=terms.nonce,
            state=terms.state,
            asked_at=terms.asked_at,
            expires_at=terms.expires_at,
        )
        self._session.add(row)
        await self._session.flush()

    async def find(self, presentation_id: IdentityPresentationId) -> IdentityPresentation | None:
        """The presentation that a browser waits for, or None."""
        return await self._find(col(IdentityPresentationRow.id) == presentation_id)

    async def find_by_request(self, request_id: str) -> IdentityPresentation | None:
        """The presentation behind a link, or None."""
        return await self._find(col(IdentityPresentationRow.request_id) == request_id)

    async def find_by_response(self, response_id: str) -> IdentityPresentation | None:
        """The presentation that an answer is for, or None."""
        return await self._find(col(IdentityPresentationRow.response_id) == response_id)

    async def answer(self, answered: AnsweredPresentation) -> bool:
        """Record the one answer; False when another came before."""
        row = IdentityPresentationRow
        unanswered = (col(row.id) == answered.terms.id) & col(row.code_digest).is_(None)
        shown = answered.citizen_id if isinstance(answered, Shown) else None
        values = {"code_digest": answered.code_digest, "citizen_id": shown}
        result = await self._session.exec(update(row).where(unanswered).values(values))
        return result.rowcount == 1

    async def remove(self, presentation_id: IdentityPresentationId) -> bool:
        """Drop a presentation that was taken; False when it is gone."""
        row = IdentityPresentationRow
        result = await self._session.exec(delete(row).where(col(row.id) == presentation_id))
        return result.rowcount == 1

    async def forget_expired(self, time: datetime) -> None:
        """Drop what ended at `time` or before."""
        row = IdentityPresentationRow
        await self._session.exec(delete(row).where(col(row.expires_at) <= time))

    async def _find(self, condition: ColumnElement[bool]) -> IdentityPresentation | None:
        found = (await self._session.exec(select(IdentityPresentationRow).where(condition))).first()
        return None if found is None else _presentation(found)


def _presentation(row: IdentityPresentationRow) -> IdentityPresentation:
    terms = PresentationTerms(
        id=IdentityPresentationId(row.id),
        source=IdentitySourceName(row.source),
        request_id=row.request_id,
        response_id=row.response_id,
        nonce=row.nonce,
        state=row.state,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
    )
    if row.code_digest is None:
        return Asked(terms=terms)
    if row.citizen_id is None:
        return PresentationDeclined(terms=terms, code_digest=row.code_digest)
    return Shown(terms=terms, citizen_id=CitizenId(row.citizen_id), code_digest=row.code_digest)
