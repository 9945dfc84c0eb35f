"""An officer looks at what a citizen was issued."""

from dataclasses import dataclass

from issuer.domain.errors import CitizenUnknown, CredentialUnknown
from issuer.domain.identifiers import CitizenId, CredentialId
from issuer.domain.issued_credentials import CredentialRecord
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCredentials:
    """Give records of credentials, orphans included: what may have been signed must be revocable."""

    units: UnitsOfWork

    async def of_citizen(self, citizen_id: CitizenId) -> list[CredentialRecord]:
        """A citizen's credentials, newest first.

        Raises:
            CitizenUnknown: the register has no such citizen.
        """
        async with self.units.reading() as records:
            if await records.citizens.find(citizen_id) is None:
                raise CitizenUnknown()
            return await records.credentials.of_citizen(citizen_id)

    async def one(self, credential_id: CredentialId) -> CredentialRecord:
        """One credential.

        Raises:
            CredentialUnknown: no such credential was ever recorded.
        """
        async with self.units.reading() as records:
            record = await records.credentials.find(credential_id)
        if record is None:
            raise CredentialUnknown()
        return record
