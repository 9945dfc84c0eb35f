"""A wallet asks for a nonce for its key proofs."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.nonces import build_nonce
from issuer.domain.profile import IssuerProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOutNonce:
    """Make a nonce; nothing is recorded until it is used."""

    clock: Clock
    entropy: Entropy
    profile: IssuerProfile
    secret: bytes

    def __call__(self) -> str:
        """A fresh nonce.

        Spec: OpenID4VCI 1.0, Nonce Response.
        """
        expires_at = self.clock.now() + self.profile.nonce_lifetime
        return build_nonce(secret=self.secret, random=self.entropy.token_bytes(16), expires_at=expires_at)
