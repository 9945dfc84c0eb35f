"""Raw JSON-RPC: what a node may do to us, and what we then say."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from eth_utils.crypto import keccak

from citywallet.onchain.errors import AnswerInvalid, ChainUnreachable, ContractReverted, RpcRefused
from citywallet.onchain.rpc import JsonRpc
from tests.support.chain_calls import NodeError, TabledNode


def rpc_on(transport: httpx.AsyncBaseTransport, *, seconds: float = 5) -> JsonRpc:
    return JsonRpc("http://node.example", timeout=timedelta(seconds=seconds), transport=transport)


def answering(respond: Callable[[int], httpx.Response]) -> JsonRpc:
    """A node whose answer is made from the number of the request."""
    return rpc_on(httpx.MockTransport(lambda request: respond(json.loads(request.content)["id"])))


async def test_a_result_is_returned() -> None:
    node = TabledNode({"eth_chainId": "0x5"})
    assert await rpc_on(node.transport()).request("eth_chainId") == "0x5"


async def test_a_result_of_null_is_returned() -> None:
    node = TabledNode({"eth_getTransactionReceipt": None})
    assert await rpc_on(node.transport()).request("eth_getTransactionReceipt") is None


@pytest.mark.threat(65)
@pytest.mark.parametrize("status", [301, 404, 429, 500, 503])
async def test_another_http_status_means_unreachable(status: int) -> None:
    rpc = answering(lambda _: httpx.Response(status, headers={"location": "http://elsewhere.example"}))
    with pytest.raises(ChainUnreachable):
        await rpc.request("eth_chainId")


@pytest.mark.threat(65)
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"jsonrpc": "2.0", "id": 1, "res', b"\xff"])
async def test_half_an_answer_means_unreachable(body: bytes) -> None:
    with pytest.raises(ChainUnreachable):
        await answering(lambda _: httpx.Response(200, content=body)).request("eth_chainId")


@pytest.mark.threat(65)
async def test_a_refused_connection_means_unreachable() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(ChainUnreachable):
        await rpc_on(httpx.MockTransport(refuse)).request("eth_chainId")


@pytest.mark.threat(65)
async def test_a_node_that_hangs_is_given_up_in_time() -> None:
    async def hang(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(ChainUnreachable, match="within"):
        await rpc_on(httpx.MockTransport(hang), seconds=0.01).request("eth_chainId")


@pytest.mark.threat(65)
async def test_an_endless_answer_is_given_up() -> None:
    rpc = answering(lambda _: httpx.Response(200, content=b" " * (16 * 1024 * 1024 + 1)))
    with pytest.raises(ChainUnreachable):
        await rpc.request("eth_chainId")


@pytest.mark.threat(66)
@pytest.mark.parametrize(
    "change",
    [{"id": 99}, {"id": None}, {"error": "no"}, {"error": {"code": "1", "message": "no"}}],
)
async def test_an_answer_that_is_not_json_rpc_is_invalid(change: dict[str, object]) -> None:
    rpc = answering(lambda number: httpx.Response(200, json={"id": number, "result": "0x1"} | change))
    with pytest.raises(AnswerInvalid):
        await rpc.request("eth_chainId")


async def test_an_answer_without_result_is_invalid() -> None:
    with pytest.raises(AnswerInvalid):
        await answering(lambda number: httpx.Response(200, json={"id": number})).request("eth_chainId")


async def test_an_error_of_the_node_keeps_code_and_message() -> None:
    def refuse(_: object) -> str:
        raise NodeError(-32601, "the method does not exist")

    with pytest.raises(RpcRefused) as refused:
        await rpc_on(TabledNode({"eth_x": refuse}).transport()).request("eth_x")
    assert (refused.value.code, refused.value.message) == (-32601, "the method does not exist")


@pytest.mark.parametrize("code", [3, -32000])
async def test_a_revert_is_told_by_the_contract_s_own_error(code: int) -> None:
    def revert(_: object) -> str:
        raise NodeError(code, "execution reverted", "0x" + keccak(b"NothingToPublish()")[:4].hex())

    with pytest.raises(ContractReverted) as reverted:
        await rpc_on(TabledNode({"eth_call": revert}).transport()).request("eth_call")
    assert reverted.value.error == "NothingToPublish"


async def test_a_revert_without_data_has_no_name() -> None:
    def revert(_: object) -> str:
        raise NodeError(3, "execution reverted")

    with pytest.raises(ContractReverted) as reverted:
        await rpc_on(TabledNode({"eth_call": revert}).transport()).request("eth_call")
    assert reverted.value.error is None


async def test_a_batch_is_answered_in_the_order_asked() -> None:
    node = TabledNode({"eth_call": lambda params: params[0]})
    assert await rpc_on(node.transport()).batch("eth_call", [["a"], ["b"], ["c"]]) == ["a", "b", "c"]


async def test_an_empty_batch_asks_nothing() -> None:
    node = TabledNode({})
    assert await rpc_on(node.transport()).batch("eth_call", []) == []
    assert node.asked == []


@pytest.mark.threat(66)
@pytest.mark.parametrize("answer", [{}, [], [{"id": 1, "result": "a"}], [5, None]])
async def test_a_batch_with_answers_missing_is_invalid(answer: object) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=answer))
    with pytest.raises(AnswerInvalid):
        await rpc_on(transport).batch("eth_call", [["a"], ["b"]])
