"""What the issuer records of a credential: the intent before it is signed, and that it was signed."""

from dataclasses import dataclass
from datetime import datetime

from issuer.domain.credential_states import CredentialState, Revoked
from issuer.domain.devices import Device
from issuer.domain.identifiers import (
    AuthorizationId,
    CitizenId,
    CredentialConfigurationId,
    CredentialId,
    CredentialTypeId,
    IssuanceId,
    ListNumber,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPlace:
    """Where a credential's status stands: a list, and an index in it that is this credential's alone."""

    list_number: ListNumber
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuanceIntent:
    """Written before anything is signed, so that whatever was signed can be found and revoked.

    `holder_thumbprint` and `signing_input_digest` have 32 bytes; no claim is kept here. `issuance_id` is None
    where an earlier release recorded it.
    """

    id: CredentialId
    issuance_id: IssuanceId | None
    authorization_id: AuthorizationId
    configuration_id: CredentialConfigurationId
    type_id: CredentialTypeId
    citizen_id: CitizenId
    place: StatusPlace
    holder_thumbprint: bytes
    signing_input_digest: bytes
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChangeProgress:
    """How far the newest change of a credential's status has come.

    `sequence` is None until it is published, `anchored_at` (block time) until the chain holds it.
    """

    requested_at: datetime
    sequence: int | None
    anchored_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRecord:
    """An intent with what became of it.

    `signed_at` is None for an orphan: perhaps signed, not confirmed. `ends_at` is set where a later
    credential superseded this one, which is to be revoked then.
    """

    intent: IssuanceIntent
    device: Device
    state: CredentialState
    signed_at: datetime | None
    ends_at: datetime | None
    last_change: StatusChangeProgress | None

    @property
    def is_in_force(self) -> bool:
        """Neither revoked nor superseded."""
        return self.ends_at is None and not isinstance(self.state, Revoked)
