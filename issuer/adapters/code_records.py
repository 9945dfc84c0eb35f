"""The table of authorization codes."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from citywallet.protocol.oauth import (
    RedirectUri,
)
from citywallet.protocol.pkce import (
    CodeChallenge,
)
from issuer.adapters.allowed_credentials import credentials_of, members_of
from issuer.adapters.tables import AuthorizationCodeRow
from issuer.domain.authorization_codes import CodeRedeemed, CodeTerms, Issued, IssuedCode
from issuer.domain.identifiers import AuthorizationId, CitizenId, OfferId


class SqlCodeRecords:
    """Authorization codes in the issuer's database."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, terms: CodeTerms, *, code_digest: bytes) -> None:
        """Record a code that is handed out."""
        row = AuthorizationCodeRow(
            code_digest=code_digest,
            client_id=terms.client_id,
            redirect_uri=terms.redirect_uri,
            code_challenge=terms.code_challenge,
            dpop_thumbprint=terms.dpop_thumbprint,
            citizen_id=terms.citizen_id,
            credentials=members_of(terms.credentials),
            offer_id=terms.offer_id,
            issued_at=terms.issued_at,
            expires_at=terms.expires_at,
        )
        self._session.add(row)
        await self._session.flush()

    async def find(self, code_digest: bytes) -> IssuedCode | None:
        """The code with this digest, or None."""
        query = select(AuthorizationCodeRow).where(AuthorizationCodeRow.code_digest == code_digest)
        row = (await self._session.exec(query)).first()
        return None if row is None else _code(row)

    async def save(self, redeemed: CodeRedeemed, *, code_digest: bytes) -> None:
        """Record that a code was used."""
        mine = col(AuthorizationCodeRow.code_digest) == code_digest
        values = {"authorization_id": redeemed.authorization_id}
        await self._session.exec(update(AuthorizationCodeRow).where(mine).values(**values))

    async def forget_expired(self, time: datetime) -> None:
        """Drop what ended at `time` or before."""
        ended = col(AuthorizationCodeRow.expires_at) <= time
        await self._session.exec(delete(AuthorizationCodeRow).where(ended))


def _code(row: AuthorizationCodeRow) -> IssuedCode:
    terms = CodeTerms(
        client_id=row.client_id,
        redirect_uri=RedirectUri(row.redirect_uri),
        code_challenge=CodeChallenge(row.code_challenge),
        dpop_thumbprint=row.dpop_thumbprint,
        citizen_id=CitizenId(row.citizen_id),
        credentials=credentials_of(row.credentials),
        offer_id=None if row.offer_id is None else OfferId(row.offer_id),
        issued_at=row.issued_at,
        expires_at=row.expires_at,
    )
    if row.authorization_id is None:
        return Issued(terms=terms)
    return CodeRedeemed(terms=terms, authorization_id=AuthorizationId(row.authorization_id))
