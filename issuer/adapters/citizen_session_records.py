"""The table of citizens' sessions."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from citywallet.protocol.oauth import parse_authorization_request, serialize_authorization_request
from citywallet.storage.rows import required
from issuer.adapters.allowed_credentials import credentials_of, members_of
from issuer.adapters.stored_clients import client_of, name_members
from issuer.adapters.tables import AuthorizationSessionRow
from issuer.domain.authorization_sessions import (
    AuthorizationSession,
    Finished,
    SessionTerms,
    SignedIn,
    SigningIn,
    Started,
)
from issuer.domain.identifiers import CitizenId, IdentitySourceName, OfferId, SessionId


class SqlCitizenSessionRecords:
    """Citizens' sessions in the issuer's database."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, session: Started, *, secret_digest: bytes) -> None:
        """Record a new session."""
        terms = session.terms
        row = AuthorizationSessionRow(
            id=terms.id,
            secret_digest=secret_digest,
            client_name=name_members(terms.client),
            request=serialize_authorization_request(terms.request),
            credentials=members_of(terms.credentials),
            offer_id=terms.offer_id,
            push_digest=terms.push_digest,
            started_at=terms.started_at,
            expires_at=terms.expires_at,
            **_session_state(session),
        )
        self._session.add(row)
        await self._session.flush()

    async def find(self, secret_digest: bytes) -> AuthorizationSession | None:
        """The session behind a secret, or None."""
        query = select(AuthorizationSessionRow).where(AuthorizationSessionRow.secret_digest == secret_digest)
        row = (await self._session.exec(query)).first()
        return None if row is None else _session(row)

    async def save(self, session: AuthorizationSession, *, secret_digest: bytes) -> None:
        """Record the session's new state; from now on it is found by this digest alone."""
        mine = col(AuthorizationSessionRow.id) == session.terms.id
        values = _session_state(session) | {"secret_digest": secret_digest}
        await self._session.exec(update(AuthorizationSessionRow).where(mine).values(**values))

    async def forget_expired(self, time: datetime) -> None:
        """Drop what ended at `time` or before."""
        ended = col(AuthorizationSessionRow.expires_at) <= time
        await self._session.exec(delete(AuthorizationSessionRow).where(ended))


def _session_state(session: AuthorizationSession) -> dict[str, Any]:
    empty = dict.fromkeys(("source", "link", "reference", "citizen_id"))
    match session:
        case Started():
            return empty | {"state": "started", "attempt": 0}
        case SigningIn():
            return empty | {
                "state": "signing_in",
                "attempt": session.attempt,
                "source": session.source,
                "link": session.link,
                "reference": session.reference,
            }
        case SignedIn(citizen_id=citizen_id):
            return empty | {"state": "signed_in", "attempt": 0, "citizen_id": citizen_id}
        case Finished():
            return empty | {"state": "finished", "attempt": 0}


def _session(row: AuthorizationSessionRow) -> AuthorizationSession:
    request = parse_authorization_request(row.request)
    terms = SessionTerms(
        id=SessionId(row.id),
        client=client_of(request, row.client_name),
        request=request,
        credentials=credentials_of(row.credentials),
        offer_id=None if row.offer_id is None else OfferId(row.offer_id),
        push_digest=row.push_digest,
        started_at=row.started_at,
        expires_at=row.expires_at,
    )
    match row.state:
        case "started":
            return Started(terms=terms)
        case "signing_in":
            return SigningIn(
                terms=terms,
                source=IdentitySourceName(required(row.source)),
                attempt=row.attempt,
                link=row.link,
                reference=row.reference,
            )
        case "signed_in":
            return SignedIn(terms=terms, citizen_id=CitizenId(required(row.citizen_id)))
        case _:
            return Finished(terms=terms)
