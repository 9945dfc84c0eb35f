"""Whether a service is alive, and whether it can do its work."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Response

from citywallet.protocol.encoding import JsonObject, serialize_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether the service can serve, and the state of its parts in one word each (`database: ok`)."""

    ready: bool
    parts: Mapping[str, str] = field(default_factory=dict)


ReadinessCheck = Callable[[], Awaitable[Readiness]]


def health_routes(check: ReadinessCheck | None) -> APIRouter:
    """`/healthz`: the process answers. `/readyz`: its parts do; 503 while they do not."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz", summary="Whether the process answers")
    async def health() -> Response:
        """Answer at once, whatever the state of database and chain."""
        return Response(serialize_json({"status": "ok"}), media_type="application/json")

    @router.get("/readyz", summary="Whether the service can do its work")
    async def readiness() -> Response:
        """Tell the state of each part; the status is 503 when the service cannot serve."""
        found = await check() if check else Readiness(ready=True)
        body: JsonObject = {"status": "ready" if found.ready else "not_ready", "parts": dict(found.parts)}
        return Response(serialize_json(body), 200 if found.ready else 503, media_type="application/json")

    return router
