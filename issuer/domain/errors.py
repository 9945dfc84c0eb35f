"""What the issuer's own desk may be told: one class per cause.

Errors of the protocol endpoints are `ProtocolError`s and stand beside the rule they belong to.
"""

from typing import ClassVar


class IssuerError(Exception):
    """A request that cannot be done; `public` is the sentence people read, the message detail for the log."""

    code: ClassVar[str] = "not_possible"
    public: ClassVar[str] = "This cannot be done."

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.public)
        self.detail = detail


class UnknownRecord(IssuerError):
    """Raised when no record answers to an identifier."""

    code = "not_found"
    public = "There is no such record."


class CitizenUnknown(UnknownRecord):
    """Raised when the register has no such citizen."""

    code = "citizen_unknown"
    public = "The register has no such citizen."


class CredentialTypeUnknown(UnknownRecord):
    """Raised when the catalogue has no such type."""

    code = "credential_type_unknown"
    public = "This office issues no such type of credential."


class CredentialUnknown(UnknownRecord):
    """Raised when no credential was ever recorded under an identifier."""

    code = "credential_unknown"
    public = "There is no such credential."


class StatusListUnknown(UnknownRecord):
    """Raised when there is no status list with this number."""

    code = "status_list_unknown"
    public = "There is no such status list."


class StatusTokenUnknown(UnknownRecord):
    """Raised when no status list token with this digest is served, or none is yet published."""

    code = "status_token_unknown"
    public = "There is no such status list token here."


class StatusFormatNotServed(IssuerError):
    """Raised when a status list token is wanted in none of the encodings that it has.

    Spec: Token Status List, Status List Response.
    """

    code = "status_format_not_served"
    public = "Status lists are served as application/statuslist+jwt and application/statuslist+cwt."


class StatusTimeNotServed(IssuerError):
    """Raised when no status list token was in force at the time asked for.

    Spec: Token Status List, Historical resolution.
    """

    code = "status_time_not_served"
    public = "No status list of that time is kept."


class StatusTimeInvalid(IssuerError):
    """Raised when the time asked for is not a Unix timestamp."""

    code = "status_time_invalid"
    public = "The time must be a whole number of seconds since 1970."


class OfferUnavailable(UnknownRecord):
    """Raised when an offer is not there, no longer open, or past its time; which of these is not told."""

    code = "offer_unavailable"
    public = "This offer is not available. Please ask for a new one."


class TransactionCodeUseless(IssuerError):
    """Raised when an offer shall have a transaction code and no code that it could protect."""

    code = "transaction_code_useless"
    public = "A transaction code protects only offers with a pre-authorized code."


class SourceUnknown(UnknownRecord):
    """Raised when no data source of this name is filled by files."""

    code = "source_unknown"
    public = "There is no such data source that takes files."


class ApplicationUnknown(UnknownRecord):
    """Raised when there is no such application."""

    code = "application_unknown"
    public = "There is no such application."


class ApplicationDecided(IssuerError):
    """Raised when an application that shall be decided does not wait any more."""

    code = "application_decided"
    public = "This application was decided already, or its time is over; load it again."


class BulkJobUnknown(UnknownRecord):
    """Raised when there is no such bulk job."""

    code = "bulk_job_unknown"
    public = "There is no such bulk job."


class BulkJobNotReady(IssuerError):
    """Raised when a bulk job is not in the state that an act needs: started twice, stopped when done."""

    code = "bulk_job_not_ready"
    public = "The bulk job is in another state; load it again."


class BulkOffersLost(IssuerError):
    """Raised when the links of a job cannot be made again, since the passphrase of the keys was changed."""

    code = "bulk_offers_lost"
    public = "The links of this job cannot be shown any more. Run a new one for those who need a link."


class NotEligible(IssuerError):
    """Raised when the data source does not entitle a citizen to a type of credential."""

    code = "not_eligible"
    public = "The records do not entitle this citizen to this type of credential."


class SourceUnavailable(IssuerError):
    """Raised when a data source gives no usable answer; nothing is recorded, and asking again may help."""

    code = "source_unavailable"
    public = "The records behind this type of credential cannot be read now. Please try again soon."


class AttestationStatusUnknown(IssuerError):
    """Raised when a wallet provider's status list gives no usable answer; asking again may help."""

    code = "attestation_status_unknown"
    public = (
        "The wallet provider cannot be asked whether its attestation still counts. Please try again soon."
    )


class RevokedIsFinal(IssuerError):
    """Raised when a revoked credential should be suspended or resumed."""

    code = "revoked_is_final"
    public = "A revoked credential stays revoked."


class SuspensionNotSupported(IssuerError):
    """Raised when a credential stands in a list of one bit, which knows only valid and revoked."""

    code = "suspension_not_supported"
    public = "Credentials of this status list can be revoked, not suspended."


class TableFileInvalid(IssuerError):
    """Raised when a file is no readable table: damaged, without header, or without a column that we need."""

    code = "file_invalid"
    public = "The file is no table with the columns that are needed here."


class TableFileTooLarge(IssuerError):
    """Raised when a workbook unpacks to more bytes or has more rows than are read at a time."""

    code = "file_too_large"
    public = "The file is larger than allowed."


class RateExceeded(IssuerError):
    """Raised when an address or an auditor has done something too often within an hour."""

    code = "too_many_requests"
    public = "This was tried too often. Please try again later."


class StatusListsFull(IssuerError):
    """Raised when no free status index was found; another status list must be configured."""

    code = "status_lists_full"
    public = "There is no free place in the status lists."


class ClientKeyUnknown(IssuerError):
    """Raised when a bearer key belongs to no system, or its system was disabled."""

    code = "invalid_token"
    public = "The key is not known here."


class NotAllowed(IssuerError):
    """Raised when whoever asks is known, but may not do this."""

    code = "insufficient_scope"
    public = "You may not do that."


class AuditLogUnreadable(IssuerError):
    """Raised when an entry of the audit log, or its head (0), is not what we write."""

    code = "audit_log_unreadable"
    public = "The audit log was changed by somebody else than this office."

    def __init__(self, number: int) -> None:
        super().__init__(f"entry {number}")
        self.number = number
