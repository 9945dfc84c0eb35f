"""Errors of the pages become pages: in plain words, with a way back to the wallet while there is one."""

from collections.abc import Awaitable, Callable
from functools import wraps

from fastapi import Request, Response

from citywallet.protocol.errors import ProtocolError
from citywallet.runtime.logging import get_logger
from citywallet.storage.errors import StorageUnavailable
from issuer.domain.authorization_sessions import SessionOver
from issuer.domain.errors import IssuerError
from issuer.http.acts import acts_of
from issuer.http.citizen_session import session_secret
from issuer.http.refusals import refusal_of
from issuer.usecases.read_citizen_session import SessionView

PageHandler = Callable[..., Awaitable[Response]]
_EXPECTED = (ProtocolError, IssuerError, StorageUnavailable)
_log = get_logger("pages")


def with_problem_pages(handler: PageHandler) -> PageHandler:
    """Let a page's expected errors be read by the citizen; what is unexpected goes on to the shell."""

    @wraps(handler)
    async def page(request: Request, *arguments: str, **named: str) -> Response:
        try:
            return await handler(request, *arguments, **named)
        except _EXPECTED as error:
            _log.info("request_refused", error=type(error).__name__)
            return await _problem(request, error)

    return page


async def _problem(request: Request, error: Exception) -> Response:
    refusal = refusal_of(error)
    view = None if isinstance(error, StorageUnavailable) else await _live_view(request)
    return acts_of(request).authorization.pages.problem(
        request,
        code=refusal.code,
        status=refusal.status,
        view=view,
        secret=session_secret(request),
    )


async def _live_view(request: Request) -> SessionView | None:
    try:
        return await acts_of(request).authorization.read_session(session_secret(request))
    except SessionOver:
        return None
