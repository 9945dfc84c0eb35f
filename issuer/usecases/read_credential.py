"""An officer looks at one credential."""

from dataclasses import dataclass

from issuer.domain.errors import CredentialUnknown
from issuer.domain.identifiers import CredentialId
from issuer.domain.notifications import ReportedCredential
from issuer.ports import UnitsOfWork
from issuer.usecases.reported_credentials import with_reports


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCredential:
    """Give one credential's record, also of an orphan: what may have been signed must be revocable."""

    units: UnitsOfWork

    async def __call__(self, credential_id: CredentialId) -> ReportedCredential:
        """The record.

        Raises:
            CredentialUnknown: no such credential was ever recorded.
        """
        async with self.units.reading() as records:
            record = await records.credentials.find(credential_id)
            if record is None:
                raise CredentialUnknown()
            (reported,) = await with_reports(records, [record])
        return reported
