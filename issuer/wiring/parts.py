"""What the application is put together from, besides its settings."""

from dataclasses import dataclass

from citywallet.protocol.trust import TrustedAttesters
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.adapters.key_ring import ListedKeyRing
from issuer.domain.catalogue import Catalogue
from issuer.domain.message_keys import MessageKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerParts:
    """Clock and chance, the catalogue, the issuer's keys, and those whose attestations count."""

    clock: Clock
    entropy: Entropy
    catalogue: Catalogue
    keys: ListedKeyRing
    message_keys: MessageKeys
    attesters: TrustedAttesters
