"""Who signs a credential, as the credential itself says it."""

from dataclasses import dataclass

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.keys import PublicJwk, thumbprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """The issuer's identifier, and the key that signs with its certificates, leaf first, without the root."""

    issuer: str
    key: PublicJwk
    chain: tuple[bytes, ...]


def key_id_of(key: PublicJwk) -> str:
    """How we name a signing key: its thumbprint in base64url."""
    return encode_base64url(thumbprint(key))
