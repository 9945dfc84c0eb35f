"""An administrator gives a department's system another key."""

from dataclasses import dataclass, replace

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.audit import Act
from issuer.domain.callers import StaffCaller
from issuer.domain.identifiers import OfficeClientId
from issuer.domain.office_clients import ClientDisabled, ClientUnknown, KeyShown, digest_of_key, new_key
from issuer.ports import UnitsOfWork
from issuer.usecases.audit_trail import record_act


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateClientKey:
    """The old key ends at once; whoever lets this be done has the new one at hand."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy

    async def __call__(self, client_id: OfficeClientId, *, by: StaffCaller) -> KeyShown:
        """Make another key.

        Raises:
            ClientUnknown: there is no such system.
            ClientDisabled: its access was ended.
        """
        key = new_key(self.entropy.token_urlsafe(32))
        async with self.units.writing() as records:
            client = await records.office_clients.find(client_id)
            if client is None:
                raise ClientUnknown()
            if client.disabled_at is not None:
                raise ClientDisabled()
            shown = replace(client, key_shown_to=by.user)
            await records.office_clients.save_key(shown, key_digest=digest_of_key(key))
            await record_act(
                records, by.actor, Act.CLIENT_KEY_ROTATED, subject=client_id, now=self.clock.now()
            )
        return KeyShown(client=shown, key=key)
