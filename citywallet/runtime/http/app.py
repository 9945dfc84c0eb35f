"""Makes the application object of a service, with everything that all services have in common."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from citywallet.runtime.http.errors import Refusal, answer_for, render_answer
from citywallet.runtime.http.health import ReadinessCheck, health_routes
from citywallet.runtime.http.keys import ApiKeys, KeyFirst
from citywallet.runtime.http.limits import RequestLimits
from citywallet.runtime.http.paths import base_path
from citywallet.runtime.http.shell import Shell

MAX_BODY_BYTES = 1_048_576

# The framework would read settings from the environment and might send elsewhere what it sees.
_NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}

# Made for the path prefix of the API and the path of its document, which is open.
Gate = Callable[[ASGIApp, str, str], ASGIApp]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    *,
    title: str,
    version: str,
    public_url: str,
    lifespan: Lifespan,
    keys: ApiKeys | None = None,
    gate: Gate = KeyFirst,
    refusals: Mapping[type[Exception], Refusal] | None = None,
    ready: ReadinessCheck | None = None,
    max_body_bytes: int = MAX_BODY_BYTES,
    larger_bodies: Mapping[str, int] | None = None,
) -> FastAPI:
    """An application without routes of its own; the service adds routers under `base_path(public_url)`.

    `refusals` says how the service's own errors are answered; a subclass is answered like its parent. `keys`
    are the bearer keys: below `/api/` every request must show one, and `require_key` says of which role; a
    service that knows its callers by other means brings its own `gate`.
    `larger_bodies` maps path prefixes below the base path to limits above `max_body_bytes`. The OpenAPI
    document lies at `/api/v1/openapi.json` below the base path, for anyone.
    """
    base = base_path(public_url)
    api_prefix = f"{base}/api/"
    document_path = f"{api_prefix}v1/openapi.json"
    listed = dict(refusals or {})
    limits = {base + prefix: limit for prefix, limit in (larger_bodies or {}).items()}
    app = FastAPI(
        title=title,
        version=version,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=document_path,
        redirect_slashes=False,
        telemetry=_NO_TELEMETRY,
        middleware=[
            Middleware(Shell, api_prefix=api_prefix, refusals=listed),
            Middleware(RequestLimits, max_body_bytes=max_body_bytes, larger_bodies=limits),
            Middleware(gate, api_prefix, document_path),
        ],
    )
    app.state.api_keys = keys or ApiKeys({})
    handler = _error_handler(listed, api_prefix)
    app.exception_handlers = {HTTPException: handler, RequestValidationError: handler}
    app.include_router(health_routes(ready), prefix=base)
    _document_without_422(app)
    return app


def _error_handler(
    refusals: Mapping[type[Exception], Refusal], api_prefix: str
) -> Callable[[Request, Exception], Awaitable[Response]]:
    """For the two errors that the framework would answer itself, before `Shell` could."""

    async def handle(request: Request, error: Exception) -> Response:
        answer = answer_for(error, refusals)
        return render_answer(answer, is_api=request.url.path.startswith(api_prefix))

    return handle


def _document_without_422(app: FastAPI) -> None:
    """Describe what is really answered: the framework documents a 422 that `errors` never gives."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generate()
            for operations in document["paths"].values():
                for operation in operations.values():
                    operation["responses"].pop("422", None)
                    operation["responses"]["4XX"] = {"description": "Refused; the body says why."}
            schemas = document.get("components", {}).get("schemas", {})
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents
