"""An administrator ends the access of a department's system."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.domain.audit import Act
from issuer.domain.callers import StaffCaller
from issuer.domain.identifiers import OfficeClientId
from issuer.domain.office_clients import ClientUnknown
from issuer.ports import UnitsOfWork
from issuer.usecases.audit_trail import record_act


@dataclass(frozen=True, slots=True, kw_only=True)
class DisableOfficeClient:
    """Its key counts no more, from the next request on."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self, client_id: OfficeClientId, *, by: StaffCaller) -> None:
        """Disable; doing it again changes nothing.

        Raises:
            ClientUnknown: there is no such system.
        """
        now = self.clock.now()
        async with self.units.writing() as records:
            client = await records.office_clients.find(client_id)
            if client is None:
                raise ClientUnknown()
            if client.disabled_at is not None:
                return
            await records.office_clients.disable(client_id, now=now)
            await record_act(records, by.actor, Act.CLIENT_DISABLED, subject=client_id, now=now)
