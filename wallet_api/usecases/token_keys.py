"""The key that an issuer's tokens are bound to: the wallet service's own, new for each authorization."""

from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.oauth import DPOP_SIGNING_ALGORITHMS, AuthorizationServerMetadata
from citywallet.runtime.entropy import Entropy

_SECRET_BYTES = 48


def token_key(server: AuthorizationServerMetadata, entropy: Entropy) -> EcSigningKey | None:
    """A new key where the server binds tokens by DPoP with an algorithm of ours, else None.

    Spec: DPoP, Authorization Server Metadata.
    """
    if not set(DPOP_SIGNING_ALGORITHMS) & set(server.dpop_signing_alg_values_supported):
        return None
    return EcSigningKey.from_secret(entropy.token_bytes(_SECRET_BYTES))
