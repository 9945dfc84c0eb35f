"""An officer looks at what a citizen was issued."""

from dataclasses import dataclass

from issuer.domain.errors import CitizenUnknown
from issuer.domain.identifiers import CitizenId
from issuer.domain.notifications import ReportedCredential
from issuer.ports import UnitsOfWork
from issuer.usecases.reported_credentials import with_reports


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCredentials:
    """Give a citizen's credentials, orphans included: what may have been signed must be revocable."""

    units: UnitsOfWork

    async def __call__(self, citizen_id: CitizenId) -> list[ReportedCredential]:
        """The records, newest first.

        Raises:
            CitizenUnknown: the register has no such citizen.
        """
        async with self.units.reading() as records:
            if await records.citizens.find(citizen_id) is None:
                raise CitizenUnknown()
            return await with_reports(records, await records.credentials.of_citizen(citizen_id))
