"""What follows from the one secret of a citizen's session, which only the browser's cookie holds.

The database keeps its digest; everything else is derived, so that a thief of the database can continue
nobody's session, forge nobody's form, and redeem nobody's code at the sign-in service.
"""

import hashlib
import hmac
from dataclasses import dataclass, field

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.pkce import (
    CodeVerifier,
)

_TAG = "citywallet/session/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSecrets:
    """What ties a sign-in at another service to this session and this attempt."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: CodeVerifier = field(repr=False)


def session_digest(secret: str) -> bytes:
    """What the database keeps of a session's secret."""
    return hashlib.sha256(secret.encode()).digest()


def form_token(secret: str) -> str:
    """What a form of this session carries, and no other site can know."""
    return _derive(secret, "form")


def is_form_token(token: str, *, secret: str) -> bool:
    """Whether a form comes from a page of this session."""
    return hmac.compare_digest(token.encode(), form_token(secret).encode())


def sign_in_secrets(secret: str, *, attempt: int) -> SignInSecrets:
    """The secrets of one attempt to sign in."""
    return SignInSecrets(
        state=_derive(secret, f"state/{attempt}"),
        nonce=_derive(secret, f"nonce/{attempt}"),
        code_verifier=CodeVerifier(_derive(secret, f"code verifier/{attempt}")),
    )


def _derive(secret: str, use: str) -> str:
    return encode_base64url(hmac.digest(secret.encode(), f"{_TAG}/{use}".encode(), "sha256"))
