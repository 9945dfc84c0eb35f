"""The outermost layer of every service: answers errors, sets headers, writes one log line per request."""

import time
from collections.abc import Mapping
from traceback import extract_tb

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from citywallet.runtime.http.errors import UNEXPECTED, Refusal, answer_for, render_answer
from citywallet.runtime.logging import get_logger

# Set unless the endpoint chose its own value.
DEFAULT_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_log = get_logger("http")


class Shell:
    """ASGI middleware around everything else; no exception and no traceback gets past it."""

    def __init__(self, app: ASGIApp, *, api_prefix: str, refusals: Mapping[type[Exception], Refusal]) -> None:
        self._app = app
        self._api_prefix = api_prefix
        self._refusals = refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry one request through, whatever happens inside."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, send)
        try:
            await self._app(scope, receive, exchange.send)
        except ClientDisconnect:
            pass
        except Exception as error:
            await self._answer(error, scope, receive, exchange)
        exchange.log()

    async def _answer(self, error: Exception, scope: Scope, receive: Receive, exchange: "_Exchange") -> None:
        answer = answer_for(error, self._refusals)
        if answer is UNEXPECTED:
            _log.error("unexpected_error", error=type(error).__name__, at=_place(error), route=exchange.route)
        else:
            _log.info("request_refused", error=type(error).__name__, route=exchange.route)
        if exchange.status is None:
            response = render_answer(answer, is_api=scope["path"].startswith(self._api_prefix))
            await response(scope, receive, exchange.send)


class _Exchange:
    """One request and what has been sent for it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._begun = time.perf_counter()
        self.status: int | None = None

    @property
    def route(self) -> str:
        """The template of the path: the path itself may hold what must not be logged."""
        return str(getattr(self._scope.get("route"), "path", "-"))

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in DEFAULT_HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)

    def log(self) -> None:
        duration_ms = round((time.perf_counter() - self._begun) * 1000, 1)
        method = str(self._scope["method"])[:10]
        _log.info("request", method=method, route=self.route, status=self.status, duration_ms=duration_ms)


def _place(error: Exception) -> str:
    """File and line where it was raised: never the message, which may quote a claim."""
    frames = extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    if not ours:
        return "-"
    return f"{'/'.join(ours[-1].filename.split('/')[-3:])}:{ours[-1].lineno}"
