"""JSON-RPC, raw: one request, one answer."""

import itertools
from collections.abc import Sequence
from typing import Protocol

from citywallet.onchain.abi import CustomErrors
from citywallet.onchain.artifacts import CONTRACTS, load_artifact
from citywallet.onchain.errors import AnswerInvalid, ChainUnreachable, RpcRefused
from citywallet.onchain.exchange import MOST_ANSWER_BYTES, Exchange
from citywallet.onchain.wire import parse_members
from citywallet.protocol.encoding import JsonValue, parse_json, serialize_json
from citywallet.protocol.errors import ProtocolError

_EXECUTION_REVERTED = 3


class Node(Protocol):
    """Whatever answers JSON-RPC calls: a bare node, or a connection that checks which chain it is."""

    async def request(self, method: str, *params: JsonValue) -> JsonValue:
        """Call one method and return its result; raises errors of this package alone."""
        ...


class JsonRpc:
    """One node, asked and understood."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._numbers = itertools.count(1)
        self._errors = CustomErrors.of(load_artifact(name) for name in CONTRACTS)

    async def request(self, method: str, *params: JsonValue) -> JsonValue:
        """Call one method and return its result.

        Raises:
            ChainUnreachable: there was no whole answer in time.
            AnswerInvalid: the answer is not one of JSON-RPC.
            ContractReverted: a contract refused.
            RpcRefused: the node refused.
        """
        number = next(self._numbers)
        request: JsonValue = {"jsonrpc": "2.0", "id": number, "method": method, "params": list(params)}
        answer = _parse(await self._exchange.post(serialize_json(request)))
        return self._result(answer, number=number, method=method)

    async def batch(self, method: str, many: Sequence[Sequence[JsonValue]]) -> list[JsonValue]:
        """Call one method with many parameters in one exchange; results in the order given.

        Raises:
            ChainUnreachable, AnswerInvalid, ContractReverted, RpcRefused: as `request`.
        """
        if not many:
            return []
        numbers = [next(self._numbers) for _ in many]
        requests: JsonValue = [
            {"jsonrpc": "2.0", "id": number, "method": method, "params": list(params)}
            for number, params in zip(numbers, many, strict=True)
        ]
        answers = _parse(await self._exchange.post(serialize_json(requests)))
        if not isinstance(answers, list):
            raise AnswerInvalid("the node answered a batch with no list")
        by_number = {one.get("id"): one for one in answers if isinstance(one, dict)}
        return [self._result(by_number.get(number), number=number, method=method) for number in numbers]

    async def close(self) -> None:
        """Close the connections that are kept open."""
        await self._exchange.close()

    def _result(self, answer: JsonValue, *, number: int, method: str) -> JsonValue:
        members = parse_members(answer)
        if members.get("id") != number:
            raise AnswerInvalid(f"the node answered another request than {method}")
        if "error" in members:
            raise self._refusal(parse_members(members["error"]))
        if "result" not in members:
            raise AnswerInvalid(f"the node answered {method} without a result")
        return members["result"]

    def _refusal(self, error: dict[str, JsonValue]) -> Exception:
        code, message, returned = error.get("code"), error.get("message"), error.get("data")
        if not isinstance(code, int) or not isinstance(message, str):
            return AnswerInvalid("the node answered an error without code and message")
        if code == _EXECUTION_REVERTED or "revert" in message.lower():
            return self._errors.explain(_returned_bytes(returned), detail="")
        return RpcRefused(code, message[:200])


def _parse(body: bytes) -> JsonValue:
    try:
        return parse_json(body, max_bytes=MOST_ANSWER_BYTES)
    except ProtocolError:
        raise ChainUnreachable("the node's answer is not JSON, or only half of it") from None


def _returned_bytes(value: JsonValue) -> bytes:
    """What the contract returned; some nodes wrap it in an object, some leave it out."""
    if isinstance(value, dict):
        value = value.get("data")
    try:
        return bytes.fromhex(value.removeprefix("0x")) if isinstance(value, str) else b""
    except ValueError:
        return b""
