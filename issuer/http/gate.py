"""What stands before the office's API: nothing is read of a request whose sender may not call the route."""

from typing import Final

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from citywallet.runtime.http import bearer_token
from issuer.domain.callers import Caller, ClientCaller, StaffCaller
from issuer.domain.errors import NotAllowed
from issuer.domain.sessions import SessionMissing
from issuer.http.acts import acts_of
from issuer.http.browser_sessions import SESSION_COOKIE, check_csrf_token, check_same_origin
from issuer.http.policy import Access, rules_of

# What the document says of each route of the API; the gate has judged before.
SHOWN_BY_CALLERS: Final = [
    Depends(HTTPBearer(auto_error=False, description="A department's client key.")),
    Depends(APIKeyCookie(name=SESSION_COOKIE, auto_error=False, description="A session of staff.")),
]


class Gate:
    """ASGI middleware below a prefix: finds out who calls, and holds them against the policy of the route.

    A path that the policy does not know is not found, whatever routes the application has.
    """

    def __init__(self, app: ASGIApp, prefix: str, open_path: str) -> None:
        self._app = app
        self._api_prefix = prefix
        self._version_prefix = f"{prefix}v1/"
        self._open_path = open_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on if its caller may call its route."""
        if scope["type"] == "http" and self._is_closed(scope["path"]):
            await self._admit(Request(scope), scope["path"].removeprefix(self._version_prefix))
        await self._app(scope, receive, send)

    def _is_closed(self, path: str) -> bool:
        return path.startswith(self._api_prefix) and path != self._open_path

    async def _admit(self, request: Request, path: str) -> None:
        rules = rules_of(path)
        rule = rules.get(request.method)
        if rule is not None and rule.demand is Access.ANYBODY:
            # Nobody shall sign a person in, or out, from another site either.
            check_same_origin(request, acts_of(request).profile)
            return
        caller = await _identify(request)
        if rule is None:
            raise HTTPException(405 if rules else 404)
        rule.check(caller)
        request.state.caller = caller


async def identify_client(request: Request) -> ClientCaller:
    """The system whose key a request shows.

    Raises:
        AccessTokenMissing, AccessTokenMalformed, AccessTokenInQuery: no key, or not in the header.
        ClientKeyUnknown: nobody's key.
    """
    return await acts_of(request).office.clients.identify(bearer_token(request))


def caller_of(request: Request) -> Caller:
    """Who calls; the gate has found out."""
    caller: Caller = request.state.caller
    return caller


def session_of(request: Request) -> tuple[StaffCaller, str]:
    """Who is signed in, and the secret of the session's cookie.

    Raises:
        NotAllowed: the caller is a department's system.
    """
    caller = caller_of(request)
    if not isinstance(caller, StaffCaller):
        raise NotAllowed("for people alone")
    return caller, request.cookies[SESSION_COOKIE]


async def _identify(request: Request) -> Caller:
    """A key stands above a cookie: another site can send our cookie along, but no header."""
    if "authorization" in request.headers or "access_token" in request.query_params:
        return await identify_client(request)
    secret = request.cookies.get(SESSION_COOKIE)
    if not secret:
        raise SessionMissing()
    caller = await acts_of(request).office.identify_staff(secret)
    check_same_origin(request, acts_of(request).profile)
    check_csrf_token(request, secret)
    return caller
