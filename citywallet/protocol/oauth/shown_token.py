"""How a client shows its access token to a protected resource, and how the resource refuses it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth.bearer import (
    UNQUOTABLE,
    AccessToken,
    AccessTokenInQuery,
    AccessTokenMalformed,
    AccessTokenMissing,
    parse_access_token,
)
from citywallet.protocol.oauth.dpop import DPOP_SIGNING_ALGORITHMS


class TokenType(StrEnum):
    """How a token is shown: alone, or with a proof of the key that it is bound to."""

    BEARER = "Bearer"
    DPOP = "DPoP"


_TYPE_BY_SCHEME = {each.value.lower(): each for each in TokenType}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownToken:
    """A token with the scheme under which it came."""

    type: TokenType
    token: AccessToken


class AccessRefused(ProtocolError):
    """A protected resource does not take the token or its proof.

    `reason` says why, `attempted` is the scheme that the client used, None where that cannot be told.
    `fresh_nonce` is one for the client's next DPoP proof.
    """

    code = ErrorCode.INVALID_TOKEN

    def __init__(
        self, reason: ProtocolError, *, attempted: TokenType | None, fresh_nonce: str | None = None
    ) -> None:
        super().__init__(type(reason).__name__)
        self.reason = reason
        self.attempted = attempted
        self.fresh_nonce = fresh_nonce


def parse_authorization_header(authorization: str | None, *, query_names: Collection[str]) -> ShownToken:
    """Read the access token of a request from its `Authorization` header; the scheme's case is free.

    Raises:
        AccessTokenInQuery: the address has an `access_token` parameter, whatever the header says.
        AccessTokenMissing: no header.
        AccessTokenMalformed: another scheme, or no token.

    Spec: DPoP, The DPoP Authentication Scheme.
    """
    if "access_token" in query_names:
        raise AccessTokenInQuery()
    if not authorization:
        raise AccessTokenMissing()
    scheme, _, token = authorization.partition(" ")
    token_type = _TYPE_BY_SCHEME.get(scheme.lower())
    if token_type is None:
        raise AccessTokenMalformed("scheme")
    return ShownToken(type=token_type, token=parse_access_token(token.strip(" ")))


def authorization_header(shown: ShownToken) -> str:
    """The value of the `Authorization` header for a token."""
    return f"{shown.type.value} {shown.token}"


def resource_challenge(error: AccessRefused) -> str:
    """The value of `WWW-Authenticate`: both schemes, and the reason under the one that was tried.

    A request without any token learns no error code, only how to show one.

    Spec: DPoP, Compatibility with the Bearer Authentication Scheme.
    """
    algorithms = f'algs="{" ".join(DPOP_SIGNING_ALGORITHMS)}"'
    if isinstance(error.reason, AccessTokenMissing):
        return f'Bearer realm="credentials", DPoP {algorithms}'
    reason = error.reason
    told = f'error="{reason.code.value}", error_description="{UNQUOTABLE.sub("?", reason.public)}"'
    if error.attempted is TokenType.DPOP:
        return f"DPoP {told}, {algorithms}"
    return f"Bearer {told}, DPoP {algorithms}"
