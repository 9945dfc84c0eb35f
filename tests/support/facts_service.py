"""An authority's service of facts on loopback, as `docs/facts-service.openapi.json` describes it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.support.web_server import WebServer, a_web_server, answering

KEY = "key-of-the-facts-service"


@dataclass
class FactsService:
    """Answers from `known`; set `cache_control`, or `broken` to an answer of your own."""

    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    cache_control: str | None = None
    broken: Any = None
    web: WebServer | None = None

    @property
    def origin(self) -> str:
        assert self.web is not None
        return self.web.origin

    @property
    def asked(self) -> list[str]:
        """The target of each request so far."""
        assert self.web is not None
        return [request.split(b" ")[1].decode() for request in self.web.requests]

    def answer(self) -> Any:
        assert self.web is not None
        if self.broken is not None:
            return self.broken
        head = self.web.requests[-1].decode()
        if f"authorization: bearer {KEY}" not in head.lower():
            return answering(b'{"code": "unauthorized"}', status="401 Unauthorized")
        target = urlsplit(head.split(" ")[1])
        citizen = unquote(target.path.removeprefix("/facts/"))
        if citizen not in self.known:
            body = {"type": "about:blank", "title": "Unknown", "status": 404, "code": "citizen_unknown"}
            return self._json(body, status="404 Not Found", media_type="application/problem+json")
        asked = parse_qs(target.query)["fact"]
        facts = {name: value for name, value in self.known[citizen].items() if name in asked}
        return self._json({"citizen_id": citizen, "facts": facts})

    def _json(self, body: Any, *, status: str = "200 OK", media_type: str = "application/json") -> Any:
        headers = [f"Content-Type: {media_type}"]
        if self.cache_control is not None:
            headers.append(f"Cache-Control: {self.cache_control}")
        return answering(json.dumps(body).encode(), status=status, headers=tuple(headers))


@asynccontextmanager
async def a_facts_service() -> AsyncIterator[FactsService]:
    """A service that knows nobody yet."""
    service = FactsService()

    async def answer(writer: Any) -> None:
        await service.answer()(writer)

    async with a_web_server(answer) as web:
        service.web = web
        yield service
