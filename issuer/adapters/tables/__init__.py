"""The issuer's tables, a file for each subject."""

from issuer.adapters.tables.applications import ApplicationRow
from issuer.adapters.tables.approvals import ApprovalRow
from issuer.adapters.tables.audit import AuditEntryRow, AuditHeadRow
from issuer.adapters.tables.authorization_requests import (
    AuthorizationCodeRow,
    AuthorizationSessionRow,
    PushedRequestRow,
)
from issuer.adapters.tables.authorizations import AccessTokenRow, AuthorizationRow, RefreshTokenRow
from issuer.adapters.tables.bulk import BulkJobRow, BulkRowRow
from issuer.adapters.tables.chain import IssuerLeaseRow, IssuerOutboxRow, RawTransactionRow
from issuer.adapters.tables.citizens import CitizenRow
from issuer.adapters.tables.credentials import CredentialRow, IssuanceIntentRow, StatusChangeRow
from issuer.adapters.tables.halts import HaltRow
from issuer.adapters.tables.identity_presentations import IdentityPresentationRow
from issuer.adapters.tables.issuances import IssuanceRow, NotificationRow
from issuer.adapters.tables.issuer_row import IssuerRow
from issuer.adapters.tables.nonces import SecretRow, UsedNonceRow
from issuer.adapters.tables.offers import OfferRow
from issuer.adapters.tables.office_clients import OfficeClientRow
from issuer.adapters.tables.rate_limits import RateLimitRow
from issuer.adapters.tables.sign_ins import SessionRow, SignInFailuresRow, SignInRow
from issuer.adapters.tables.signing_keys import SigningKeyRow
from issuer.adapters.tables.source_facts import SourceFactRow
from issuer.adapters.tables.staff import EnrolmentRow, PasskeyRow, StaffRow
from issuer.adapters.tables.status_lists import StatusListRow, StatusPublicationRow

__all__ = [
    "AccessTokenRow",
    "ApplicationRow",
    "ApprovalRow",
    "AuditEntryRow",
    "AuditHeadRow",
    "AuthorizationCodeRow",
    "AuthorizationRow",
    "AuthorizationSessionRow",
    "BulkJobRow",
    "BulkRowRow",
    "CitizenRow",
    "CredentialRow",
    "EnrolmentRow",
    "HaltRow",
    "IdentityPresentationRow",
    "IssuanceIntentRow",
    "IssuanceRow",
    "IssuerLeaseRow",
    "IssuerOutboxRow",
    "IssuerRow",
    "NotificationRow",
    "OfferRow",
    "OfficeClientRow",
    "PasskeyRow",
    "PushedRequestRow",
    "RateLimitRow",
    "RawTransactionRow",
    "RefreshTokenRow",
    "SecretRow",
    "SessionRow",
    "SignInFailuresRow",
    "SignInRow",
    "SigningKeyRow",
    "SourceFactRow",
    "StaffRow",
    "StatusChangeRow",
    "StatusListRow",
    "StatusPublicationRow",
    "UsedNonceRow",
    "metadata",
]

metadata = IssuerRow.metadata
