"""Raw JSON-RPC: what a node may answer, and what we then say."""

import json
from collections.abc import Callable

import pytest
from eth_utils.crypto import keccak

from citywallet.onchain.errors import AnswerInvalid, ChainUnreachable, ContractReverted, RpcRefused
from citywallet.onchain.rpc import JsonRpc
from tests.support.chain_calls import NodeError, TabledNode


class Answering:
    """An exchange whose answer is made from the request."""

    def __init__(self, respond: Callable[[object], bytes]) -> None:
        self._respond = respond

    async def post(self, body: bytes) -> bytes:
        return self._respond(json.loads(body))

    async def close(self) -> None:
        """Nothing is open."""


def answering(members: Callable[[int], object]) -> JsonRpc:
    """A node whose answer is made from the number of the request."""
    return JsonRpc(Answering(lambda request: json.dumps(members(request["id"])).encode()))


async def test_a_result_is_returned() -> None:
    node = TabledNode({"eth_chainId": "0x5"})
    assert await JsonRpc(node).request("eth_chainId") == "0x5"


async def test_a_result_of_null_is_returned() -> None:
    node = TabledNode({"eth_getTransactionReceipt": None})
    assert await JsonRpc(node).request("eth_getTransactionReceipt") is None


@pytest.mark.threat(65)
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"jsonrpc": "2.0", "id": 1, "res', b"\xff"])
async def test_half_an_answer_means_unreachable(body: bytes) -> None:
    with pytest.raises(ChainUnreachable):
        await JsonRpc(Answering(lambda _: body)).request("eth_chainId")


@pytest.mark.threat(66)
@pytest.mark.parametrize(
    "change",
    [{"id": 99}, {"id": None}, {"error": "no"}, {"error": {"code": "1", "message": "no"}}],
)
async def test_an_answer_that_is_not_json_rpc_is_invalid(change: dict[str, object]) -> None:
    rpc = answering(lambda number: {"id": number, "result": "0x1"} | change)
    with pytest.raises(AnswerInvalid):
        await rpc.request("eth_chainId")


async def test_an_answer_without_result_is_invalid() -> None:
    with pytest.raises(AnswerInvalid):
        await answering(lambda number: {"id": number}).request("eth_chainId")


async def test_an_error_of_the_node_keeps_code_and_message() -> None:
    def refuse(_: object) -> str:
        raise NodeError(-32601, "the method does not exist")

    with pytest.raises(RpcRefused) as refused:
        await JsonRpc(TabledNode({"eth_x": refuse})).request("eth_x")
    assert (refused.value.code, refused.value.message) == (-32601, "the method does not exist")


@pytest.mark.parametrize("code", [3, -32000])
async def test_a_revert_is_told_by_the_contract_s_own_error(code: int) -> None:
    def revert(_: object) -> str:
        raise NodeError(code, "execution reverted", "0x" + keccak(b"NothingToPublish()")[:4].hex())

    with pytest.raises(ContractReverted) as reverted:
        await JsonRpc(TabledNode({"eth_call": revert})).request("eth_call")
    assert reverted.value.error == "NothingToPublish"


async def test_a_revert_without_data_has_no_name() -> None:
    def revert(_: object) -> str:
        raise NodeError(3, "execution reverted")

    with pytest.raises(ContractReverted) as reverted:
        await JsonRpc(TabledNode({"eth_call": revert})).request("eth_call")
    assert reverted.value.error is None


async def test_a_batch_is_answered_in_the_order_asked() -> None:
    node = TabledNode({"eth_call": lambda params: params[0]})
    assert await JsonRpc(node).batch("eth_call", [["a"], ["b"], ["c"]]) == ["a", "b", "c"]


async def test_an_empty_batch_asks_nothing() -> None:
    node = TabledNode({})
    assert await JsonRpc(node).batch("eth_call", []) == []
    assert node.asked == []


@pytest.mark.threat(66)
@pytest.mark.parametrize("answer", [{}, [], [{"id": 1, "result": "a"}], [5, None]])
async def test_a_batch_with_answers_missing_is_invalid(answer: object) -> None:
    rpc = JsonRpc(Answering(lambda _: json.dumps(answer).encode()))
    with pytest.raises(AnswerInvalid):
        await rpc.batch("eth_call", [["a"], ["b"]])
