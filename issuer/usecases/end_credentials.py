"""Revoking several credentials at one time, and what would bring them back."""

from collections.abc import Sequence
from datetime import datetime

from issuer.domain.credential_states import Revoked, StatusAct
from issuer.domain.devices import DeviceUnknown
from issuer.domain.errors import CitizenUnknown, CredentialUnknown
from issuer.domain.issued_credentials import CredentialRecord
from issuer.domain.revocations import Named, OfCitizen, OfDevice, RevocationScope
from issuer.ports import Records


async def living_of(records: Records, scope: RevocationScope) -> list[CredentialRecord]:
    """What is not revoked of all that a scope means, orphans included: they may have been signed.

    Raises:
        CitizenUnknown, DeviceUnknown, CredentialUnknown: there is nothing that it could mean.
    """
    return [each for each in await _found(records, scope) if not isinstance(each.state, Revoked)]


async def end_authorizations(
    records: Records, scope: RevocationScope, living: Sequence[CredentialRecord], *, now: datetime
) -> int:
    """End what a wallet could fetch further credentials by; how many authorizations that were."""
    match scope:
        case OfCitizen(citizen_id):
            return await records.authorizations.end_of_citizen(citizen_id, now=now)
        case OfDevice(device):
            return await records.authorizations.end_of_device(device, now=now)
        case Named():
            under = {each.intent.authorization_id for each in living}
            for authorization_id in under:
                await records.authorizations.end(authorization_id, now=now)
            return len(under)


async def end_credentials(
    records: Records, living: Sequence[CredentialRecord], *, reason: str | None, entry: int, now: datetime
) -> None:
    """Record that each is revoked; the next tokens of their lists carry it."""
    for record in living:
        await records.credentials.change_state(
            record, Revoked(), act=StatusAct.REVOKE, reason=reason, entry=entry, now=now
        )


async def _found(records: Records, scope: RevocationScope) -> list[CredentialRecord]:
    match scope:
        case OfCitizen(citizen_id):
            if await records.citizens.find(citizen_id) is None:
                raise CitizenUnknown()
            return await records.credentials.of_citizen(citizen_id)
        case OfDevice(device):
            went_there = await records.credentials.of_device(device)
            if not went_there:
                raise DeviceUnknown()
            return went_there
        case Named(credential_ids):
            found = await records.credentials.find_each(credential_ids)
            if len(found) != len(credential_ids):
                raise CredentialUnknown()
            return found
