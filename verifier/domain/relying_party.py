"""Who asks: the verifier's own name, address and certificate chain."""

from dataclasses import dataclass

from citywallet.protocol.oauth import WebUrl, parse_web_url
from citywallet.protocol.oid4vp import x509_hash_client_id
from verifier.domain.transaction import Opening


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """The verifier as wallets meet it: its public URL and access certificate chain (DER, leaf first)."""

    public_url: str
    x5c: tuple[bytes, ...]

    @property
    def client_id(self) -> str:
        """Its client identifier: the hash of its certificate."""
        return x509_hash_client_id(self.x5c[0])

    def request_uri(self, opening: Opening) -> WebUrl:
        """Where a wallet fetches the request."""
        return parse_web_url(f"{self.public_url}/requests/{opening.request_id}")

    def response_uri(self, opening: Opening) -> WebUrl:
        """Where a wallet sends its answer."""
        return parse_web_url(f"{self.public_url}/responses/{opening.response_id}")
