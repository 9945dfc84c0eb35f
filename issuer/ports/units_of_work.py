"""All records of the issuer, in units of work."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from issuer.ports.applications import ApplicationRecords
from issuer.ports.approvals import ApprovalRecords
from issuer.ports.audit import AuditRecords
from issuer.ports.authorization_requests import CitizenSessionRecords, CodeRecords, PushedRequestRecords
from issuer.ports.authorizations import AuthorizationRecords, TokenRecords
from issuer.ports.bulk_jobs import BulkJobRecords
from issuer.ports.citizens import CitizenRecords
from issuer.ports.credentials import CredentialRecords
from issuer.ports.halts import HaltRecords
from issuer.ports.identity_presentations import IdentityPresentationRecords
from issuer.ports.issuances import IssuanceRecords
from issuer.ports.nonces import NonceRecords
from issuer.ports.offers import OfferRecords
from issuer.ports.office_clients import OfficeClientRecords
from issuer.ports.rate_limits import RateLimitRecords
from issuer.ports.refresh_tokens import RefreshTokenRecords
from issuer.ports.signing_keys import SigningKeyRecords
from issuer.ports.source_facts import SourceFactRecords
from issuer.ports.staff import SessionRecords, SignInRecords, StaffRecords
from issuer.ports.status_lists import StatusListRecords


class Records(Protocol):
    """Everything that one unit of work can read and write."""

    citizens: CitizenRecords
    offers: OfferRecords
    authorizations: AuthorizationRecords
    tokens: TokenRecords
    refresh_tokens: RefreshTokenRecords
    pushed_requests: PushedRequestRecords
    citizen_sessions: CitizenSessionRecords
    identity_presentations: IdentityPresentationRecords
    codes: CodeRecords
    nonces: NonceRecords
    rate_limits: RateLimitRecords
    issuances: IssuanceRecords
    applications: ApplicationRecords
    credentials: CredentialRecords
    signing_keys: SigningKeyRecords
    status_lists: StatusListRecords
    audit: AuditRecords
    approvals: ApprovalRecords
    halts: HaltRecords
    office_clients: OfficeClientRecords
    source_facts: SourceFactRecords
    bulk_jobs: BulkJobRecords
    staff: StaffRecords
    sessions: SessionRecords
    sign_ins: SignInRecords


class UnitsOfWork(Protocol):
    """Opens units of work on the issuer's database. Nothing but the database belongs inside one."""

    def writing(self) -> AbstractAsyncContextManager[Records]:
        """A unit that is kept whole when the block ends, and undone when it raises."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Records]:
        """One consistent view; nothing can be written."""
        ...
