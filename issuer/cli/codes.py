"""The current code of an authenticator app, for accounts of a demonstration."""

import base64
from datetime import datetime

from issuer.domain.totp import code_at, step_at


def current_code(written_secret: str, *, now: datetime) -> str:
    """The code that an app with this secret (base32) shows now."""
    padded = written_secret + "=" * (-len(written_secret) % 8)
    return code_at(base64.b32decode(padded), step_at(now))
