"""Bearer keys of our own APIs: who may call which route."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth.bearer import parse_bearer_header

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
    key = parse_bearer_header(request.headers.get("authorization"), query_names=request.query_params.keys())
    keys: ApiKeys = request.app.state.api_keys
    return keys.role_of(key)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
