"""The token request for fresh tokens in place of earlier ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NewType

from citywallet.protocol.errors import ErrorCode, ProtocolError

RefreshToken = NewType("RefreshToken", str)

REFRESH_TOKEN_GRANT = "refresh_token"  # noqa: S105 - the name of a grant

_MAX_TOKEN_CHARS = 4_096


class RefreshTokenMissing(ProtocolError):
    """The parameter `refresh_token` is absent, empty, absurdly long, or has characters that no token has."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter refresh_token is missing or is no token."


class RefreshTokenRefused(ProtocolError):
    """The token is unknown, used, expired, or another client's: nobody outside learns which."""

    code = ErrorCode.INVALID_GRANT
    public = "The refresh token is unknown, has expired or was already used."


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshTokenRequest:
    """A token request for fresh tokens; `client_id` is None where the wallet sent none."""

    refresh_token: RefreshToken
    client_id: str | None = None


def parse_refresh_token(text: str) -> RefreshToken:
    """Read a token: printable ASCII without line breaks.

    Raises:
        RefreshTokenMissing: empty, too long or with other characters.

    Spec: OAuth 2.0 Authorization Framework, Refreshing an Access Token.
    """
    if not 0 < len(text) <= _MAX_TOKEN_CHARS or not all(" " <= character <= "~" for character in text):
        raise RefreshTokenMissing("not a token")
    return RefreshToken(text)


def parse_refresh_request(fields: Mapping[str, str]) -> RefreshTokenRequest:
    """Read the form of a token request whose grant is known; unknown fields are ignored.

    Raises:
        RefreshTokenMissing: no token, or one that cannot be ours.

    Spec: OAuth 2.0 Authorization Framework, Refreshing an Access Token.
    """
    return RefreshTokenRequest(
        refresh_token=parse_refresh_token(fields.get("refresh_token", "")),
        client_id=fields.get("client_id") or None,
    )


def serialize_refresh_request(request: RefreshTokenRequest) -> dict[str, str]:
    """The form fields of the request.

    Spec: OAuth 2.0 Authorization Framework, Refreshing an Access Token.
    """
    fields = {"grant_type": REFRESH_TOKEN_GRANT, "refresh_token": request.refresh_token}
    return fields if request.client_id is None else fields | {"client_id": request.client_id}
