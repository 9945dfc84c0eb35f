"""Nonces for key proofs: they prove themselves that we made them and when they end, and each counts once.

Handing one out writes nothing, so that nobody can fill the database by asking; only a used one is remembered,
until it would have ended anyway.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from citywallet.protocol.encoding import decode_base64url, encode_base64url
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oid4vci import NonceInvalid

_TAG = b"citywallet/c-nonce/v1"
_RANDOM_BYTES = 16
_TIME_BYTES = 8
_MAC_BYTES = 16
_SIZE_BYTES = _TIME_BYTES + _RANDOM_BYTES + _MAC_BYTES


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
    if len(random) != _RANDOM_BYTES:
        raise ValueError("a nonce takes 16 random bytes")
    body = int(expires_at.timestamp()).to_bytes(_TIME_BYTES, "big") + random
    return encode_base64url(body + _mac(secret, body))


def verify_nonce(nonce: str, *, secret: bytes, now: datetime) -> datetime:
    """Check that we made the nonce and that it has not ended, and give its end. It may have been used.

    Raises:
        NonceUnknown: not made by us.
        NonceExpired: past its end.
    """
    try:
        content = decode_base64url(nonce)
    except ProtocolError as error:
        raise NonceUnknown("encoding") from error
    body, mac = content[:-_MAC_BYTES], content[-_MAC_BYTES:]
    if len(content) != _SIZE_BYTES or not hmac.compare_digest(mac, _mac(secret, body)):
        raise NonceUnknown("authentication")
    expires_at = datetime.fromtimestamp(int.from_bytes(body[:_TIME_BYTES], "big"), tz=UTC)
    if now >= expires_at:
        raise NonceExpired(f"by {(now - expires_at) // timedelta(seconds=1)} s")
    return expires_at


def digest_of_nonce(nonce: str) -> bytes:
    """What the database keeps of a used nonce."""
    return hashlib.sha256(nonce.encode()).digest()


def _mac(secret: bytes, body: bytes) -> bytes:
    return hmac.digest(secret, _TAG + body, "sha256")[:_MAC_BYTES]
