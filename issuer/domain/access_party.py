"""Who asks a citizen's wallet: this issuer, by its access certificate."""

from dataclasses import dataclass, field

from citywallet.protocol.keys import SigningKey
from citywallet.protocol.oid4vp import x509_hash_client_id


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessParty:
    """The key that signs requests, and its certificates (DER, leaf first)."""

    key: SigningKey = field(repr=False)
    x5c: tuple[bytes, ...]

    @property
    def client_id(self) -> str:
        """The client identifier under which wallets know it: the hash of its certificate."""
        return x509_hash_client_id(self.x5c[0])
