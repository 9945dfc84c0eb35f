"""A node that answers from a table, for tests of what speaks to a chain."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from citywallet.onchain.errors import ChainUnreachable
from citywallet.protocol.encoding import JsonValue

Answer = Callable[[list[JsonValue]], JsonValue]


class NodeError(Exception):
    """Raised by an answer of the table to make the node answer with an error."""

    def __init__(self, code: int, message: str, data: str | None = None) -> None:
        super().__init__(message)
        self.body = {"code": code, "message": message} | ({} if data is None else {"data": data})


@dataclass
class TabledNode:
    """A JSON-RPC node, an Exchange.

    `asked` lists the methods in the order they came; `is_down` lets nobody reach it.
    """

    answers: dict[str, Answer | JsonValue]
    asked: list[str] = field(default_factory=list)
    is_down: bool = False

    def count(self, method: str) -> int:
        return self.asked.count(method)

    async def post(self, body: bytes) -> bytes:
        if self.is_down:
            raise ChainUnreachable("down")
        request = json.loads(body)
        if isinstance(request, list):
            # A node may answer a batch in any order.
            return json.dumps([self._answer(one) for one in reversed(request)]).encode()
        return json.dumps(self._answer(request)).encode()

    async def close(self) -> None:
        """Nothing is open."""

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
