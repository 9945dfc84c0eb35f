"""One unit of work on the issuer's database, with all its records."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.database import Database
from citywallet.storage.rows import session_on
from issuer.adapters.application_records import SqlApplicationRecords
from issuer.adapters.approval_records import SqlApprovalRecords
from issuer.adapters.audit_records import SqlAuditRecords
from issuer.adapters.authorization_records import SqlAuthorizationRecords, SqlTokenRecords
from issuer.adapters.bulk_job_records import SqlBulkJobRecords
from issuer.adapters.citizen_records import SqlCitizenRecords
from issuer.adapters.citizen_session_records import SqlCitizenSessionRecords
from issuer.adapters.code_records import SqlCodeRecords
from issuer.adapters.credential_records import SqlCredentialRecords
from issuer.adapters.halt_records import SqlHaltRecords
from issuer.adapters.identity_presentation_records import SqlIdentityPresentationRecords
from issuer.adapters.issuance_records import SqlIssuanceRecords
from issuer.adapters.nonce_records import SqlNonceRecords
from issuer.adapters.offer_records import SqlOfferRecords
from issuer.adapters.office_client_records import SqlOfficeClientRecords
from issuer.adapters.pushed_request_records import SqlPushedRequestRecords
from issuer.adapters.rate_limit_records import SqlRateLimitRecords
from issuer.adapters.refresh_token_records import SqlRefreshTokenRecords
from issuer.adapters.session_records import SqlSessionRecords
from issuer.adapters.sign_in_records import SqlSignInRecords
from issuer.adapters.signing_key_records import SqlSigningKeyRecords
from issuer.adapters.source_fact_records import SqlSourceFactRecords
from issuer.adapters.staff_records import SqlStaffRecords
from issuer.adapters.status_list_records import SqlStatusListRecords
from issuer.ports import (
    ApplicationRecords,
    ApprovalRecords,
    AuditRecords,
    AuthorizationRecords,
    BulkJobRecords,
    CitizenRecords,
    CitizenSessionRecords,
    CodeRecords,
    CredentialRecords,
    HaltRecords,
    IdentityPresentationRecords,
    IssuanceRecords,
    NonceRecords,
    OfferRecords,
    OfficeClientRecords,
    PushedRequestRecords,
    RateLimitRecords,
    Records,
    RefreshTokenRecords,
    SessionRecords,
    SigningKeyRecords,
    SignInRecords,
    SourceFactRecords,
    StaffRecords,
    StatusListRecords,
    TokenRecords,
)


class SqlRecords:
    """The records behind one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        session = session_on(connection)
        self.citizens: CitizenRecords = SqlCitizenRecords(connection)
        self.offers: OfferRecords = SqlOfferRecords(session)
        self.authorizations: AuthorizationRecords = SqlAuthorizationRecords(session)
        self.tokens: TokenRecords = SqlTokenRecords(session)
        self.refresh_tokens: RefreshTokenRecords = SqlRefreshTokenRecords(session)
        self.pushed_requests: PushedRequestRecords = SqlPushedRequestRecords(session)
        self.citizen_sessions: CitizenSessionRecords = SqlCitizenSessionRecords(session)
        self.identity_presentations: IdentityPresentationRecords = SqlIdentityPresentationRecords(session)
        self.codes: CodeRecords = SqlCodeRecords(session)
        self.nonces: NonceRecords = SqlNonceRecords(connection)
        self.rate_limits: RateLimitRecords = SqlRateLimitRecords(connection)
        self.issuances: IssuanceRecords = SqlIssuanceRecords(connection, session)
        self.applications: ApplicationRecords = SqlApplicationRecords(session)
        self.credentials: CredentialRecords = SqlCredentialRecords(connection, session)
        self.signing_keys: SigningKeyRecords = SqlSigningKeyRecords(connection)
        self.status_lists: StatusListRecords = SqlStatusListRecords(connection)
        self.audit: AuditRecords = SqlAuditRecords(connection)
        self.approvals: ApprovalRecords = SqlApprovalRecords(connection)
        self.halts: HaltRecords = SqlHaltRecords(connection)
        self.office_clients: OfficeClientRecords = SqlOfficeClientRecords(connection)
        self.source_facts: SourceFactRecords = SqlSourceFactRecords(connection)
        self.bulk_jobs: BulkJobRecords = SqlBulkJobRecords(connection)
        self.staff: StaffRecords = SqlStaffRecords(connection)
        self.sessions: SessionRecords = SqlSessionRecords(connection)
        self.sign_ins: SignInRecords = SqlSignInRecords(connection)


class SqlUnitsOfWork:
    """Opens units of work on one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Records]:
        """A unit that is kept whole when the block ends, and undone when it raises."""
        async with self._database.transaction() as connection:
            yield SqlRecords(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Records]:
        """One consistent view; nothing can be written."""
        async with self._database.read() as connection:
            yield SqlRecords(connection)
