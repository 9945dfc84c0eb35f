"""Nonces for key proofs: made by us, good for a while, and each counts once.

Only a used one is remembered, until it would have ended anyway.
"""

import hashlib
from datetime import datetime, timedelta

from citywallet.protocol.oid4vci import NonceInvalid
from issuer.domain.server_nonces import (
    NoncePurpose,
    ServerNonceInvalid,
    build_server_nonce,
    end_of_server_nonce,
)


class NonceUnknown(NonceInvalid):
    """Raised when a nonce was not made by this issuer."""

    public = "The key proof must carry a nonce handed out by this issuer."


class NonceExpired(NonceInvalid):
    """Raised when a nonce is past its end by our own clock."""

    public = "The nonce has expired. Please ask for a new one."


class NonceUsed(NonceInvalid):
    """Raised when a nonce already served for a credential."""

    public = "The nonce was already used. Please ask for a new one."


def build_nonce(*, secret: bytes, random: bytes, expires_at: datetime) -> str:
    """A nonce that ends at `expires_at`, made of 16 random bytes.

    Spec: OpenID4VCI 1.0, Nonce Response.
    """
    return build_server_nonce(NoncePurpose.KEY_PROOF, secret=secret, random=random, expires_at=expires_at)


def verify_nonce(nonce: str, *, secret: bytes, now: datetime) -> datetime:
    """Check that we made the nonce and that it has not ended, and give its end. It may have been used.

    Raises:
        NonceUnknown: not made by us.
        NonceExpired: past its end.
    """
    try:
        expires_at = end_of_server_nonce(nonce, NoncePurpose.KEY_PROOF, secret=secret)
    except ServerNonceInvalid as error:
        raise NonceUnknown(str(error)) from error
    if now >= expires_at:
        raise NonceExpired(f"by {(now - expires_at) // timedelta(seconds=1)} s")
    return expires_at


def digest_of_nonce(nonce: str) -> bytes:
    """What the database keeps of a used nonce."""
    return hashlib.sha256(nonce.encode()).digest()
