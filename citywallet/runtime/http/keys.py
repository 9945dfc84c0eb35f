"""Bearer keys of our own APIs: who may call which route."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import ASGIApp, Receive, Scope, Send

from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth.bearer import AccessToken, AccessTokenMalformed, parse_bearer_header

_DOCUMENTED = HTTPBearer(auto_error=False, description="A key of the city, from its `var/city.json`.")


class ApiKeyUnknown(ProtocolError):
    """The bearer key belongs to nobody."""

    code = ErrorCode.INVALID_TOKEN
    public = "The key is not known here."


class ApiKeyNotAllowed(ProtocolError):
    """The bearer key is known, but its role may not do this."""

    code = ErrorCode.INSUFFICIENT_SCOPE
    public = "This key may not do that."


class ApiKeys:
    """The bearer keys of one service, by role. Holds digests, so that a dump of it shows no key."""

    def __init__(self, keys_by_role: Mapping[str, str]) -> None:
        self._digests = {role: _digest(key) for role, key in keys_by_role.items()}

    def role_of(self, key: str) -> str:
        """Whose key it is; takes the same time whichever it is.

        Raises:
            ApiKeyUnknown: nobody's.
        """
        digest = _digest(key)
        found = [role for role, known in self._digests.items() if hmac.compare_digest(known, digest)]
        if not found:
            raise ApiKeyUnknown()
        return found[0]


class KeyFirst:
    """ASGI middleware: below a prefix nothing is read of a request that shows no key of ours.

    The framework reads a body before it asks whose it is; so a stranger could make us parse a megabyte. Which
    roles may call a route is left to `require_key`.
    """

    def __init__(self, app: ASGIApp, prefix: str, open_path: str) -> None:
        self._app = app
        self._prefix = prefix
        self._open_path = open_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on if it shows a key, or needs none."""
        if scope["type"] == "http" and self._is_closed(scope["path"]):
            authenticate(Request(scope))
        await self._app(scope, receive, send)

    def _is_closed(self, path: str) -> bool:
        return path.startswith(self._prefix) and path != self._open_path


class RequireKey:
    """A dependency that lets only the keys of some roles through; gives the role. Made by `require_key`."""

    def __init__(self, roles: frozenset[str]) -> None:
        self.roles = roles

    async def __call__(
        self,
        request: Request,
        _shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_DOCUMENTED)] = None,
    ) -> str:
        """The role of the key that the request shows.

        Raises:
            ApiKeyNotAllowed: the role is none of those let through.
            AccessTokenMissing, AccessTokenMalformed, AccessTokenInQuery, ApiKeyUnknown: as `authenticate`.
        """
        role = authenticate(request)
        if role not in self.roles:
            raise ApiKeyNotAllowed(role)
        return role


def require_key(*roles: str) -> RequireKey:
    """The dependency for a route that only `roles` may call: `Depends(require_key("officer"))`."""
    return RequireKey(frozenset(roles))


def authenticate(request: Request) -> str:
    """The role of the key that a request shows, for routes where a key is not always needed.

    Raises:
        AccessTokenMissing, AccessTokenMalformed, AccessTokenInQuery: no key, or not in the header.
        ApiKeyUnknown: nobody's key.
    """
    keys: ApiKeys = request.app.state.api_keys
    return keys.role_of(bearer_token(request))


def bearer_token(request: Request) -> AccessToken:
    """The one token that a request carries in its header.

    Raises:
        AccessTokenMissing, AccessTokenInQuery: no token, or not in the header.
        AccessTokenMalformed: no bearer token, or several headers: a proxy might have judged another one.
    """
    shown = request.headers.getlist("authorization")
    if len(shown) > 1:
        raise AccessTokenMalformed("several headers")
    return parse_bearer_header(shown[0] if shown else None, query_names=request.query_params.keys())


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
