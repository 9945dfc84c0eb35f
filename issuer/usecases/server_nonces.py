"""Nonces of one purpose, for the use cases that hand them out and want them back."""

from dataclasses import dataclass
from datetime import timedelta

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.server_nonces import (
    RANDOM_BYTES,
    NoncePurpose,
    ServerNonceInvalid,
    build_server_nonce,
    end_of_server_nonce,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerNonces:
    """Makes nonces, and knows those that count; one may be used several times until it ends."""

    purpose: NoncePurpose
    clock: Clock
    entropy: Entropy
    lifetime: timedelta
    secret: bytes

    def fresh(self) -> str:
        """A nonce to hand out."""
        return build_server_nonce(
            self.purpose,
            secret=self.secret,
            random=self.entropy.token_bytes(RANDOM_BYTES),
            expires_at=self.clock.now() + self.lifetime,
        )

    def check(self, nonce: str | None) -> None:
        """Make sure that a nonce is ours and has not ended.

        Raises:
            ServerNonceInvalid: it is absent, not ours, or has ended.
        """
        if nonce is None:
            raise ServerNonceInvalid("missing")
        if self.clock.now() >= end_of_server_nonce(nonce, self.purpose, secret=self.secret):
            raise ServerNonceInvalid("expired")
