"""An administrator ends somebody's access."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.domain.audit import Act
from issuer.domain.callers import Caller
from issuer.domain.identifiers import UserName
from issuer.domain.staff import Disabled, StaffUnknown, check_may_be_disabled
from issuer.ports import UnitsOfWork
from issuer.usecases.audit_trail import record_act


@dataclass(frozen=True, slots=True, kw_only=True)
class DisableStaff:
    """Disable an account: its sessions and links end, its password and second factors are forgotten."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self, user: UserName, *, by: Caller) -> None:
        """Disable; doing it again changes nothing.

        Raises:
            StaffUnknown: nobody has this user name.
            LastAdministrator: nobody could let anybody in again.
        """
        async with self.units.writing() as records:
            member = await records.staff.find(user)
            if member is None:
                raise StaffUnknown()
            if isinstance(member, Disabled):
                return
            check_may_be_disabled(member.account, await records.staff.all())
            await records.staff.save(Disabled(account=member.account))
            await records.staff.remove_enrolments(user)
            await records.sessions.end_all_of(user)
            await record_act(records, by.actor, Act.STAFF_DISABLED, subject=user, now=self.clock.now())
