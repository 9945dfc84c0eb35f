"""Access tokens: opaque, short-lived, good for what their authorization allows."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.oauth import AccessTokenRefused
from issuer.domain.authorizations import Authorization


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenGrant:
    """What a token allows, and from when to when."""

    authorization: Authorization
    issued_at: datetime
    expires_at: datetime


class TokenBoundToKey(AccessTokenRefused):
    """Raised when a token that is bound to a key is shown without it, as whoever stole it would."""

    public = "This access token must be shown with a DPoP proof."


class TokenBoundToNoKey(AccessTokenRefused):
    """Raised when a token that whoever stole it could use comes to an issuer that hands out none such."""

    public = "This issuer takes only access tokens that are bound to a key, with a DPoP proof."


def check_token(grant: TokenGrant | None, *, now: datetime) -> TokenGrant:
    """The grant behind a token, if it still counts.

    Raises:
        AccessTokenRefused: unknown, expired, or of an authorization that was ended; the outside cannot tell
            which.
    """
    if grant is None:
        raise AccessTokenRefused("unknown")
    if grant.authorization.ended_at is not None:
        raise AccessTokenRefused("authorization ended")
    if now >= grant.expires_at:
        raise AccessTokenRefused("expired")
    return grant
