"""What the use cases need from the world: records in one unit of work, signing keys, and the chain."""

from issuer.ports.applications import ApplicationRecords, NumberedApplication
from issuer.ports.approvals import ApprovalRecords, NumberedApproval
from issuer.ports.attestation_status_lists import AttestationStatusLists
from issuer.ports.audit import AuditRecords
from issuer.ports.authorization_requests import CitizenSessionRecords, CodeRecords, PushedRequestRecords
from issuer.ports.authorizations import AuthorizationRecords, TokenRecords
from issuer.ports.bulk_jobs import BulkJobRecords
from issuer.ports.chain import ChainPorts
from issuer.ports.citizens import CitizenRecords, StoredRows
from issuer.ports.credentials import CredentialRecords
from issuer.ports.halts import HaltRecords
from issuer.ports.identity_presentations import IdentityPresentationRecords, IdentityStatusLists
from issuer.ports.issuances import IssuanceRecords
from issuer.ports.keys import (
    CertifiedKey,
    KeyDirectory,
    KeyRing,
    KeyState,
    RenewableKeyRing,
    SignerUnavailable,
)
from issuer.ports.nonces import NonceRecords
from issuer.ports.offers import OfferRecords
from issuer.ports.office_clients import OfficeClientRecords
from issuer.ports.rate_limits import RateLimitRecords
from issuer.ports.refresh_tokens import RefreshTokenRecords
from issuer.ports.signing_keys import KeyInUse, SigningKeyRecords
from issuer.ports.source_facts import SourceFactRecords
from issuer.ports.sources import MAX_ASKED, DataSource
from issuer.ports.staff import SessionRecords, SignInRecords, StaffRecords
from issuer.ports.staff_secrets import (
    PasskeyCeremonies,
    PasskeyRefused,
    Passwords,
    SecretBox,
    SecretUnreadable,
)
from issuer.ports.status_chain import ChainContradicts, ChainUnavailable, HeadToAnchor, StatusChain
from issuer.ports.status_lists import StatusListRecords
from issuer.ports.table_files import TableFile
from issuer.ports.units_of_work import Records, UnitsOfWork

__all__ = [
    "MAX_ASKED",
    "ApplicationRecords",
    "ApprovalRecords",
    "AttestationStatusLists",
    "AuditRecords",
    "AuthorizationRecords",
    "BulkJobRecords",
    "CertifiedKey",
    "ChainContradicts",
    "ChainPorts",
    "ChainUnavailable",
    "CitizenRecords",
    "CitizenSessionRecords",
    "CodeRecords",
    "CredentialRecords",
    "DataSource",
    "HaltRecords",
    "HeadToAnchor",
    "IdentityPresentationRecords",
    "IdentityStatusLists",
    "IssuanceRecords",
    "KeyDirectory",
    "KeyInUse",
    "KeyRing",
    "KeyState",
    "NonceRecords",
    "NumberedApplication",
    "NumberedApproval",
    "OfferRecords",
    "OfficeClientRecords",
    "PasskeyCeremonies",
    "PasskeyRefused",
    "Passwords",
    "PushedRequestRecords",
    "RateLimitRecords",
    "Records",
    "RefreshTokenRecords",
    "RenewableKeyRing",
    "SecretBox",
    "SecretUnreadable",
    "SessionRecords",
    "SignInRecords",
    "SignerUnavailable",
    "SigningKeyRecords",
    "SourceFactRecords",
    "StaffRecords",
    "StatusChain",
    "StatusListRecords",
    "StoredRows",
    "TableFile",
    "TokenRecords",
    "UnitsOfWork",
]
