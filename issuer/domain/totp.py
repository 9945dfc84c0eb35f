"""One-time codes of an authenticator app, a second factor of staff: six digits, new every 30 seconds."""

import base64
import hmac
from datetime import datetime
from urllib.parse import quote

SECRET_BYTES = 20
DIGITS = 6
STEP_SECONDS = 30
# A code of the step before or after counts too: clocks differ, and people type slowly.
_TOLERATED_STEPS = 1


def code_at(secret: bytes, step: int, *, digits: int = DIGITS) -> str:
    """The code of one step of 30 seconds since 1970.

    SHA-1, because every authenticator app knows it; it is no weakness in HMAC.

    Spec: HOTP, Generating an HOTP Value.
    Spec: TOTP, Description.
    """
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}d}"


def step_at(now: datetime) -> int:
    """The step in which a moment lies."""
    return int(now.timestamp()) // STEP_SECONDS


def match_code(secret: bytes, code: str, *, now: datetime, used_step: int | None) -> int | None:
    """The step whose code this is; None if it is of none that counts.

    Steps up to `used_step` count no more: each code is taken once.

    Spec: TOTP, Validation and Time-Step Size.
    """
    current = step_at(now)
    matching = [
        step
        for step in range(current - _TOLERATED_STEPS, current + _TOLERATED_STEPS + 1)
        if step >= 0 and hmac.compare_digest(code_at(secret, step).encode(), code.encode())
    ]
    fresh = [step for step in matching if used_step is None or step > used_step]
    return fresh[0] if fresh else None


def serialize_secret(secret: bytes) -> str:
    """A secret as apps and people write it down: base32 without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def build_totp_uri(secret: bytes, *, user: str, issuer_name: str) -> str:
    """What an authenticator app reads from a QR code."""
    label = quote(f"{issuer_name}:{user}")
    return (
        f"otpauth://totp/{label}?secret={serialize_secret(secret)}&issuer={quote(issuer_name)}"
        f"&algorithm=SHA1&digits={DIGITS}&period={STEP_SECONDS}"
    )
