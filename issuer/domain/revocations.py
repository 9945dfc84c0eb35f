"""What is revoked in one act: everything of a person, everything of a device, or what is named."""

from dataclasses import dataclass

from issuer.domain.devices import Device
from issuer.domain.identifiers import CitizenId, CredentialId


@dataclass(frozen=True, slots=True)
class OfCitizen:
    """Everything that a person holds, whichever device it went to."""

    citizen_id: CitizenId


@dataclass(frozen=True, slots=True)
class OfDevice:
    """Everything that went to one device."""

    device: Device


@dataclass(frozen=True, slots=True)
class Named:
    """The credentials with these identifiers, each once."""

    credential_ids: tuple[CredentialId, ...]


RevocationScope = OfCitizen | OfDevice | Named
