"""Bearer tokens: how a wallet shows its access token, and how a server asks for one."""

import re
from collections.abc import Collection
from typing import NewType

from citywallet.protocol.errors import ErrorCode, ProtocolError

AccessToken = NewType("AccessToken", str)

_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]{1,4096}=*")
UNQUOTABLE = re.compile(r"[^ !#-\[\]-~]")


class AccessTokenMissing(ProtocolError):
    """The request carries no access token."""

    code = ErrorCode.INVALID_TOKEN
    public = "An access token is needed in the Authorization header."


class AccessTokenMalformed(ProtocolError):
    """The Authorization header is no bearer header, or its token has forbidden characters."""

    code = ErrorCode.INVALID_TOKEN
    public = "The Authorization header must carry one bearer token."


class AccessTokenInQuery(ProtocolError):
    """The access token stands in the address, where logs and histories would keep it."""

    code = ErrorCode.INVALID_REQUEST
    public = "An access token must not be sent in the query of the address."


class AccessTokenRefused(ProtocolError):
    """The access token is unknown, expired or revoked: the outside cannot tell which."""

    code = ErrorCode.INVALID_TOKEN
    public = "The access token is unknown or has expired."


def parse_bearer_header(authorization: str | None, *, query_names: Collection[str]) -> AccessToken:
    """Read the access token of a request from its `Authorization` header; the scheme's case is free.

    Raises:
        AccessTokenInQuery: the address has an `access_token` parameter, whatever the header says.
        AccessTokenMissing: no header.
        AccessTokenMalformed: another scheme, or no token.

    Spec: OAuth 2.0 Bearer Token Usage, Error Codes.
    """
    if "access_token" in query_names:
        raise AccessTokenInQuery()
    if not authorization:
        raise AccessTokenMissing()
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise AccessTokenMalformed("scheme")
    return parse_access_token(token.strip(" "))


def parse_access_token(text: str) -> AccessToken:
    """Read a token of the syntax that a bearer header can carry.

    Raises:
        AccessTokenMalformed: empty, too long or with other characters.

    Spec: OAuth 2.0 Bearer Token Usage, Error Codes.
    """
    if not _TOKEN.fullmatch(text):
        raise AccessTokenMalformed("token")
    return AccessToken(text)


def bearer_header(token: AccessToken) -> str:
    """The value of the `Authorization` header for a token."""
    return f"Bearer {token}"


def www_authenticate(error: ProtocolError) -> str:
    """The value of `WWW-Authenticate` for an error about the token.

    A request without any token learns no error code, only that a token is needed.

    Spec: OAuth 2.0 Bearer Token Usage, The WWW-Authenticate Response Header Field.
    """
    if isinstance(error, AccessTokenMissing):
        return 'Bearer realm="credentials"'
    return f'Bearer error="{error.code.value}", error_description="{UNQUOTABLE.sub("?", error.public)}"'
