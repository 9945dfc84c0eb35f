"""An officer looks at one credential."""

from dataclasses import dataclass

from issuer.domain.errors import CredentialUnknown
from issuer.domain.identifiers import CredentialId
from issuer.domain.issued_credentials import CredentialRecord
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCredential:
    """Give one credential's record, also of an orphan: what may have been signed must be revocable."""

    units: UnitsOfWork

    async def __call__(self, credential_id: CredentialId) -> CredentialRecord:
        """The record.

        Raises:
            CredentialUnknown: no such credential was ever recorded.
        """
        async with self.units.reading() as records:
            record = await records.credentials.find(credential_id)
        if record is None:
            raise CredentialUnknown()
        return record
