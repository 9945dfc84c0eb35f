"""Access tokens: opaque, short-lived, good for one citizen's credential of one type."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.oauth import AccessTokenRefused
from issuer.domain.identifiers import CitizenId, CredentialTypeId, TokenId


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenGrant:
    """What a token allows; `credential_identifier` is set where the wallet sent `authorization_details`."""

    id: TokenId
    type_id: CredentialTypeId
    citizen_id: CitizenId
    credential_identifier: str | None
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def check_token(grant: TokenGrant | None, *, now: datetime) -> TokenGrant:
    """The grant behind a token, if it still counts.

    Raises:
        AccessTokenRefused: unknown, expired or revoked; the outside cannot tell which.
    """
    if grant is None:
        raise AccessTokenRefused("unknown")
    if grant.revoked_at is not None:
        raise AccessTokenRefused("revoked")
    if now >= grant.expires_at:
        raise AccessTokenRefused("expired")
    return grant
