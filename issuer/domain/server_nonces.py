"""Nonces that prove themselves that we made them, for what, and when they end.

Handing one out writes nothing, so that nobody can fill the database by asking.
"""

import hmac
from datetime import UTC, datetime
from enum import StrEnum

from citywallet.protocol.encoding import Base64UrlInvalid, decode_base64url, encode_base64url

RANDOM_BYTES = 16
_TIME_BYTES = 8
_MAC_BYTES = 16
_SIZE_BYTES = _TIME_BYTES + RANDOM_BYTES + _MAC_BYTES


class NoncePurpose(StrEnum):
    """What a nonce is for; one made for another purpose does not count."""

    KEY_PROOF = "citywallet/c-nonce/v1"
    DPOP = "citywallet/dpop-nonce/v1"
    CLIENT_ATTESTATION = "citywallet/attestation-challenge/v1"


class ServerNonceInvalid(Exception):
    """Raised when a nonce was not made by this issuer for this purpose; the message is for the log."""


def build_server_nonce(purpose: NoncePurpose, *, secret: bytes, random: bytes, expires_at: datetime) -> str:
    """A nonce that ends at `expires_at`, made of 16 random bytes."""
    if len(random) != RANDOM_BYTES:
        raise ValueError("a nonce takes 16 random bytes")
    body = int(expires_at.timestamp()).to_bytes(_TIME_BYTES, "big") + random
    return encode_base64url(body + _mac(purpose, secret, body))


def end_of_server_nonce(nonce: str, purpose: NoncePurpose, *, secret: bytes) -> datetime:
    """When a nonce of ours ends, or ended.

    Raises:
        ServerNonceInvalid: we did not make it for this purpose.
    """
    try:
        content = decode_base64url(nonce)
    except Base64UrlInvalid as error:
        raise ServerNonceInvalid("encoding") from error
    body, mac = content[:-_MAC_BYTES], content[-_MAC_BYTES:]
    if len(content) != _SIZE_BYTES or not hmac.compare_digest(mac, _mac(purpose, secret, body)):
        raise ServerNonceInvalid("authentication")
    return datetime.fromtimestamp(int.from_bytes(body[:_TIME_BYTES], "big"), tz=UTC)


def _mac(purpose: NoncePurpose, secret: bytes, body: bytes) -> bytes:
    return hmac.digest(secret, purpose.value.encode() + body, "sha256")[:_MAC_BYTES]
