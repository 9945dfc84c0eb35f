"""An officer looks at the queue of applications."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from citywallet.runtime.clock import Clock
from issuer.domain.applications import Application, StateName
from issuer.ports import UnitsOfWork

PAGE_APPLICATIONS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedApplication:
    """An application with its place in the list and the applicant's name, at the moment of the look."""

    number: int
    application: Application
    citizen_name: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListApplications:
    """Give a page of applications: those that wait by their age, all others newest first."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self, *, state: StateName | None, cursor: int | None) -> list[ListedApplication]:
        """The applications of one state, or of all, behind the one with the number `cursor`."""
        now = self.clock.now()
        async with self.units.reading() as records:
            found = await records.applications.page(
                state=state,
                behind=cursor,
                oldest_first=state is StateName.WAITING,
                limit=PAGE_APPLICATIONS,
            )
            citizens = await records.citizens.find_each(list({each.application.citizen_id for each in found}))
        names = {citizen.id: citizen.name for citizen in citizens}
        return [
            ListedApplication(
                number=each.number,
                application=each.application,
                citizen_name=names.get(each.application.citizen_id, ""),
                seen_at=now,
            )
            for each in found
        ]
