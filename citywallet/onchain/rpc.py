"""JSON-RPC over HTTP, raw: one request, one answer, a limit on everything."""

import asyncio
import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

import httpx

from citywallet.onchain.abi import CustomErrors
from citywallet.onchain.artifacts import CONTRACTS, load_artifact
from citywallet.onchain.errors import AnswerInvalid, ChainUnreachable, RpcRefused
from citywallet.onchain.wire import parse_members
from citywallet.protocol.encoding import JsonValue, parse_json, serialize_json
from citywallet.protocol.errors import ProtocolError

_MOST_ANSWER_BYTES = 16 * 1024 * 1024
_EXECUTION_REVERTED = 3


class Node(Protocol):
    """Whatever answers JSON-RPC calls: a bare node, or a connection that checks which chain it is."""

    async def request(self, method: str, *params: JsonValue) -> JsonValue:
        """Call one method and return its result; raises errors of this package alone."""
        ...


class JsonRpc:
    """One node, reached at one URL. Makes no second attempt: whoever calls knows what a repetition does."""

    def __init__(
        self, url: str, *, timeout: timedelta, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._url = url
        self._seconds = timeout.total_seconds()
        self._numbers = itertools.count(1)
        self._errors = CustomErrors.of(load_artifact(name) for name in CONTRACTS)
        # The environment's proxies are none of a loopback or city network's business.
        self._http = httpx.AsyncClient(
            timeout=self._seconds, trust_env=False, follow_redirects=False, transport=transport
        )

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
        answer = _parse(await self._exchange(serialize_json(request)))
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
        answers = _parse(await self._exchange(serialize_json(requests)))
        if not isinstance(answers, list):
            raise AnswerInvalid("the node answered a batch with no list")
        by_number = {one.get("id"): one for one in answers if isinstance(one, dict)}
        return [self._result(by_number.get(number), number=number, method=method) for number in numbers]

    async def close(self) -> None:
        """Close the connections that are kept open."""
        await self._http.aclose()

    async def _exchange(self, body: bytes) -> bytes:
        headers = {"content-type": "application/json"}
        try:
            # The client's own limit is per read; this one is for the whole exchange.
            async with (
                asyncio.timeout(self._seconds),
                self._http.stream("POST", self._url, content=body, headers=headers) as response,
            ):
                if response.status_code != httpx.codes.OK:
                    raise ChainUnreachable(f"the node answered with HTTP status {response.status_code}")
                return await _limited(response)
        except TimeoutError:
            raise ChainUnreachable(f"the node did not answer within {self._seconds:g} s") from None
        except httpx.HTTPError as cause:
            raise ChainUnreachable(f"the node cannot be reached: {type(cause).__name__}") from cause

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


async def _limited(response: httpx.Response) -> bytes:
    received = bytearray()
    async for chunk in response.aiter_bytes():
        received += chunk
        if len(received) > _MOST_ANSWER_BYTES:
            raise ChainUnreachable("the node's answer is too large")
    return bytes(received)


def _parse(body: bytes) -> JsonValue:
    try:
        return parse_json(body, max_bytes=_MOST_ANSWER_BYTES)
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
