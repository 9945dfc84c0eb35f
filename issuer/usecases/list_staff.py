"""An administrator or auditor looks at who works in the office."""

from dataclasses import dataclass

from issuer.domain.staff import StaffMember
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStaff:
    """Give everybody's account in its state."""

    units: UnitsOfWork

    async def __call__(self) -> list[StaffMember]:
        """Everybody, by user name."""
        async with self.units.reading() as records:
            return await records.staff.all()
