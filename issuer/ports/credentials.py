"""Intents, credentials and their states."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from issuer.domain.credential_states import CredentialState, StatusAct
from issuer.domain.devices import Device
from issuer.domain.identifiers import (
    AuthorizationId,
    CitizenId,
    CredentialConfigurationId,
    CredentialId,
    IssuanceId,
)
from issuer.domain.issued_credentials import CredentialRecord, IssuanceIntent, StatusPlace


class CredentialRecords(Protocol):
    """Intents, credentials, and their states."""

    async def is_taken(self, place: StatusPlace) -> bool:
        """Whether a status index was ever given out."""
        ...

    async def holder_of(self, thumbprint: bytes) -> CitizenId | None:
        """The citizen to whose credentials a key is bound, or None."""
        ...

    async def record_intent(self, intent: IssuanceIntent) -> None:
        """Record what is about to be signed; its place is taken for ever."""
        ...

    async def confirm(self, credential_id: CredentialId, *, signature: bytes, signed_at: datetime) -> bytes:
        """Record that an intended credential was signed; the signature that is on record, the first one."""
        ...

    async def of_issuance(self, issuance_id: IssuanceId) -> list[CredentialRecord]:
        """All that was ever intended for one request."""
        ...

    async def signatures_of(self, issuance_id: IssuanceId) -> Mapping[CredentialId, bytes]:
        """The signatures on record of one request's credentials."""
        ...

    async def find(self, credential_id: CredentialId) -> CredentialRecord | None:
        """The record, or None."""
        ...

    async def of_citizen(self, citizen_id: CitizenId) -> list[CredentialRecord]:
        """A citizen's records, orphans included, newest first."""
        ...

    async def of_device(self, device: Device) -> list[CredentialRecord]:
        """What went to a device, orphans included, newest first."""
        ...

    async def find_each(self, credential_ids: Collection[CredentialId]) -> list[CredentialRecord]:
        """Those of the credentials that are on record, newest first."""
        ...

    async def living_under(
        self, authorization_id: AuthorizationId, configuration_id: CredentialConfigurationId
    ) -> list[CredentialRecord]:
        """What was issued, or intended, of a configuration under an authorization, and is not revoked."""
        ...

    async def supersede(self, record: CredentialRecord, *, ends_at: datetime) -> None:
        """Record that a credential has a successor, and when it shall be revoked."""
        ...

    async def superseded_until(self, time: datetime, *, limit: int) -> list[CredentialRecord]:
        """The first of those that should have been revoked at `time` or before, and are not."""
        ...

    async def change_state(
        self,
        record: CredentialRecord,
        state: CredentialState,
        *,
        act: StatusAct,
        reason: str | None,
        entry: int | None,
        now: datetime,
    ) -> None:
        """Record the new state, and the change for the next token of its list.

        `entry` is the number in the audit log of what somebody did; None for what the issuer does by itself.
        """
        ...
