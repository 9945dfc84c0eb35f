"""What a wallet reports of the credentials that it was given."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.oid4vci import NotificationEvent
from issuer.domain.identifiers import IssuanceId
from issuer.domain.issued_credentials import CredentialRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One event of an issuance; `description` is the wallet's own text for developers."""

    issuance_id: IssuanceId
    event: NotificationEvent
    description: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedCredential:
    """A credential's record, and what the wallet reported of the issuance that it came with."""

    record: CredentialRecord
    notifications: tuple[Notification, ...]
