"""What the application is put together from, besides its settings."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.catalogue import Catalogue
from issuer.ports import CertifiedKey


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerParts:
    """Clock and chance, the catalogue, and the keys that sign credentials and status lists."""

    clock: Clock
    entropy: Entropy
    catalogue: Catalogue
    credential_signer: CertifiedKey
    status_signer: CertifiedKey
