"""A node that answers from a table, for tests of what speaks to a chain."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from citywallet.protocol.encoding import JsonValue

Answer = Callable[[list[JsonValue]], JsonValue]


class NodeError(Exception):
    """Raised by an answer of the table to make the node answer with an error."""

    def __init__(self, code: int, message: str, data: str | None = None) -> None:
        super().__init__(message)
        self.body = {"code": code, "message": message} | ({} if data is None else {"data": data})


@dataclass
class TabledNode:
    """A JSON-RPC node behind an httpx transport.

    `asked` lists the methods in the order they came; `is_down` refuses every connection.
    """

    answers: dict[str, Answer | JsonValue]
    asked: list[str] = field(default_factory=list)
    is_down: bool = False

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._respond)

    def count(self, method: str) -> int:
        return self.asked.count(method)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("refused", request=request)
        body = json.loads(request.content)
        if isinstance(body, list):
            # A node may answer a batch in any order.
            return httpx.Response(200, json=[self._answer(one) for one in reversed(body)])
        return httpx.Response(200, json=self._answer(body))

    def _answer(self, request: dict[str, JsonValue]) -> JsonValue:
        method = str(request["method"])
        self.asked.append(method)
        answer = self.answers[method]
        reply: dict[str, JsonValue] = {"jsonrpc": "2.0", "id": request["id"]}
        params = request["params"]
        assert isinstance(params, list)
        try:
            return reply | {"result": answer(params) if callable(answer) else answer}
        except NodeError as refused:
            return reply | {"error": refused.body}
