"""Somebody of the office looks at which systems have keys."""

from dataclasses import dataclass

from issuer.domain.office_clients import OfficeClient
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOfficeClients:
    """Give all departments' systems, those that were disabled included."""

    units: UnitsOfWork

    async def __call__(self) -> list[OfficeClient]:
        """The systems, by name; those whose keys stand in the settings are not among them."""
        async with self.units.reading() as records:
            return await records.office_clients.all()
