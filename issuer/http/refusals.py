"""How the issuer's own errors are answered."""

from collections.abc import Mapping

from citywallet.protocol.errors import ProtocolError
from citywallet.runtime.http import Refusal
from citywallet.runtime.http.errors import STATUS_BY_CODE
from citywallet.storage.errors import StorageUnavailable
from issuer.domain.approvals import ApprovalDecided, SamePerson
from issuer.domain.errors import (
    ApplicationDecided,
    AttestationStatusUnknown,
    AuditLogUnreadable,
    BulkJobNotReady,
    BulkOffersLost,
    ClientKeyUnknown,
    IssuerError,
    NotAllowed,
    NotEligible,
    RateExceeded,
    RevokedIsFinal,
    SourceUnavailable,
    StatusFormatNotServed,
    StatusListsFull,
    StatusTimeNotServed,
    SuspensionNotSupported,
    TableFileTooLarge,
    UnknownRecord,
)
from issuer.domain.halts import IssuingHalted, IssuingNotHalted
from issuer.domain.identity_errors import (
    CitizenNotInRegister,
    FormForeign,
    IdentitySourceUnknown,
    IdentityUnavailable,
    OfferOfAnother,
)
from issuer.domain.office_clients import ClientDisabled, ClientExists
from issuer.domain.quotas import QuotaReached
from issuer.domain.sessions import RequestNotOurs, SessionMissing
from issuer.domain.sign_in import SignInRefused
from issuer.domain.staff import LastAdministrator, StaffExists
from issuer.ports import SecretUnreadable, SignerUnavailable

_STATUS_BY_CLASS: Mapping[type[IssuerError], int] = {
    ClientKeyUnknown: 401,
    SessionMissing: 401,
    SignInRefused: 401,
    NotAllowed: 403,
    RequestNotOurs: 403,
    SamePerson: 403,
    StaffExists: 409,
    ApprovalDecided: 409,
    IssuingNotHalted: 409,
    ClientExists: 409,
    ClientDisabled: 409,
    IssuingHalted: 503,
    LastAdministrator: 409,
    FormForeign: 403,
    CitizenNotInRegister: 403,
    OfferOfAnother: 403,
    IdentitySourceUnknown: 404,
    IdentityUnavailable: 503,
    UnknownRecord: 404,
    ApplicationDecided: 409,
    AuditLogUnreadable: 409,
    NotEligible: 409,
    BulkJobNotReady: 409,
    BulkOffersLost: 409,
    RevokedIsFinal: 409,
    SuspensionNotSupported: 409,
    StatusFormatNotServed: 406,
    StatusTimeNotServed: 406,
    TableFileTooLarge: 413,
    RateExceeded: 429,
    QuotaReached: 429,
    StatusListsFull: 503,
    SourceUnavailable: 503,
    AttestationStatusUnknown: 503,
}
# Whoever is refused for not being known is told how to say who they are.
_CHALLENGE: Mapping[str, str] = {"WWW-Authenticate": 'Bearer realm="office"'}
# Where an hour allows sixty, one more fits after a minute.
_PATIENCE: Mapping[str, str] = {"Retry-After": "60"}
_HEADERS_BY_STATUS = {401: _CHALLENGE, 429: _PATIENCE}
# Two people end a halt, which takes them a while.
_HEADERS_BY_CLASS: Mapping[type[IssuerError], Mapping[str, str]] = {IssuingHalted: {"Retry-After": "600"}}


def refusals() -> Mapping[type[Exception], Refusal]:
    """The issuer's part of the table of errors; an error that it does not list is a fault of the request."""
    listed: dict[type[Exception], Refusal] = {
        StorageUnavailable: Refusal(
            status=503,
            code="temporarily_unavailable",
            public="The issuer cannot answer now; please try again soon.",
        ),
        SignerUnavailable: Refusal(
            status=503,
            code="temporarily_unavailable",
            public="The issuer cannot sign now; please try again soon.",
        ),
        SecretUnreadable: Refusal(
            status=503,
            code="temporarily_unavailable",
            public="Second factors cannot be checked now; please tell an administrator.",
        ),
    }
    for cls in _subclasses(IssuerError):
        status = _status(cls)
        headers = _HEADERS_BY_CLASS.get(cls) or _HEADERS_BY_STATUS.get(status, {})
        listed[cls] = Refusal(status=status, code=cls.code, public=cls.public, headers=headers)
    return listed


def refusal_of(error: Exception) -> Refusal:
    """How one error is answered, for pages, which show it in their own words."""
    if isinstance(error, ProtocolError):
        return Refusal(status=STATUS_BY_CODE[error.code], code=error.code.value, public=error.public)
    listed = refusals()
    return next(listed[cls] for cls in type(error).__mro__ if cls in listed)


def _status(cls: type[IssuerError]) -> int:
    return next((status for parent, status in _STATUS_BY_CLASS.items() if issubclass(cls, parent)), 400)


def _subclasses(cls: type[IssuerError]) -> list[type[IssuerError]]:
    return [cls, *(found for child in cls.__subclasses__() for found in _subclasses(child))]
