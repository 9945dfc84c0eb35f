"""JSON-RPC: whatever arrives, an answer in its form leaves, and nothing breaks inside."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chain_dev import rpc
from chain_dev.methods import Method, build_methods
from chain_dev.node import Node
from tests.support.clock import FixedClock

TRIED = [
    "eth_accounts",
    "eth_blockNumber",
    "eth_call",
    "eth_chainId",
    "eth_estimateGas",
    "eth_feeHistory",
    "eth_gasPrice",
    "eth_getBalance",
    "eth_getBlockByHash",
    "eth_getBlockByNumber",
    "eth_getBlockReceipts",
    "eth_getBlockTransactionCountByNumber",
    "eth_getCode",
    "eth_getLogs",
    "eth_getStorageAt",
    "eth_getTransactionByBlockNumberAndIndex",
    "eth_getTransactionByHash",
    "eth_getTransactionCount",
    "eth_getTransactionReceipt",
    "eth_sendRawTransaction",
    "eth_syncing",
    "net_version",
    "web3_sha3",
    "debug_getRawTransaction",
]
NODE_ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"

plausible = st.sampled_from(
    [
        *("latest", "earliest", "0x0", "0x1", "0x", "0x00", "", "0xzz"),
        *(NODE_ADDRESS, "0x" + "ab" * 32, "0x" + "f" * 64, "0x" + "f" * 65),
    ]
)
numbers = st.integers() | st.floats(allow_nan=False)
scalars = st.none() | st.booleans() | numbers | st.text(max_size=8) | plausible
calls = st.dictionaries(
    st.sampled_from(["to", "from", "data", "input", "value", "gas"])
    | st.sampled_from(["address", "topics", "fromBlock", "toBlock", "blockHash", "blockNumber"]),
    scalars | st.lists(scalars | st.lists(plausible, max_size=2), max_size=5),
)
parameters = st.lists(scalars | calls | st.lists(scalars, max_size=3), max_size=4) | scalars | calls


@pytest.fixture(scope="module")
def methods(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Method]]:
    node = Node.open(tmp_path_factory.mktemp("rpc") / "chain.sqlite3", clock=FixedClock())
    yield dict(build_methods(node))
    node.close()


def ask(methods: dict[str, Method], request: object) -> Any:
    return orjson.loads(rpc.answer(orjson.dumps(request), methods))


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(method=st.sampled_from(TRIED), given_parameters=parameters)
def test_no_parameters_break_a_method(
    methods: dict[str, Method], method: str, given_parameters: object
) -> None:
    try:
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": given_parameters}
        answer = ask(methods, request)
    except orjson.JSONEncodeError:  # an integer beyond 64 bits is no JSON of this library
        return
    if "error" in answer:
        assert answer["error"]["code"] in {-32602, -32000, 3}, answer
    else:
        assert answer.keys() == {"jsonrpc", "id", "result"}


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=st.binary(max_size=200))
def test_no_bytes_break_the_answer(methods: dict[str, Method], body: bytes) -> None:
    answer = rpc.answer(body, methods)
    assert answer == b"" or orjson.loads(answer)


@pytest.mark.parametrize("method", ["eth_getBlockByNumber", "eth_getBlockReceipts"])
def test_block_beyond_every_chain_is_none(methods: dict[str, Method], method: str) -> None:
    answer = ask(methods, {"jsonrpc": "2.0", "id": 1, "method": method, "params": ["0x" + "f" * 64]})
    assert answer["result"] is None


def test_fault_of_ours_is_an_internal_error_that_says_nothing() -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("a secret")

    answer = ask({"broken": broken}, {"jsonrpc": "2.0", "id": 1, "method": "broken"})
    assert answer["error"] == {"code": -32603, "message": "internal error"}


def test_every_offered_method_is_among_the_tried_ones(methods: dict[str, Method]) -> None:
    untried = set(methods) - set(TRIED)
    assert untried == {
        "eth_blobBaseFee",
        "eth_maxPriorityFeePerGas",
        "eth_mining",
        "net_listening",
        "net_peerCount",
        "web3_clientVersion",
    }


def test_methods_that_bend_time_are_there_only_if_asked_for(methods: dict[str, Method]) -> None:
    assert not [name for name in methods if name.startswith("evm_")]


def test_database_is_not_touched_by_questions(tmp_path: Path) -> None:
    node = Node.open(tmp_path / "chain.sqlite3", clock=FixedClock())
    head = node.head.hash
    code = "0x600160005500"  # stores a value and stops
    for method in ("eth_call", "eth_estimateGas"):
        answer = ask(dict(build_methods(node)), {"id": 1, "method": method, "params": [{"data": code}]})
        assert "result" in answer, answer
    assert node.head.hash == head
    node.close()


@pytest.mark.parametrize(
    ("method", "given_parameters"),
    [
        ("eth_getStorageAt", [NODE_ADDRESS, "0x" + "ff" * 33]),
        ("eth_getLogs", [{"fromBlock": "0x0", "address": [NODE_ADDRESS] * 40_000}]),
        ("eth_getLogs", [{"fromBlock": "0x0", "topics": [["0x" + "ab" * 32] * 29_000]}]),
        ("eth_call", [{"from": "0x" + "11" * 20, "to": NODE_ADDRESS, "value": "0x" + "f" * 64}]),
        ("eth_call", [{"data": "0x00", "value": "0x" + "f" * 64}]),
        ("eth_estimateGas", [{"from": "0x" + "11" * 20, "to": NODE_ADDRESS, "value": "0x" + "f" * 64}]),
    ],
)
def test_what_is_too_much_is_refused_by_name(
    methods: dict[str, Method], method: str, given_parameters: list[object]
) -> None:
    answer = ask(methods, {"jsonrpc": "2.0", "id": 1, "method": method, "params": given_parameters})

    assert answer["error"]["code"] in (-32000, -32602), answer["error"]


@pytest.mark.parametrize(
    "named",
    [{}, {"blockNumber": None}, {"blockNumber": {"blockNumber": "latest"}}, {"blockHash": "latest"}],
)
def test_an_object_that_names_no_block_is_refused(methods: dict[str, Method], named: object) -> None:
    answer = ask(methods, {"id": 1, "method": "eth_getBalance", "params": [NODE_ADDRESS, named]})
    assert answer["error"]["code"] == -32602


def test_an_object_may_name_the_newest_block(methods: dict[str, Method]) -> None:
    named = {"blockNumber": "latest"}
    answer = ask(methods, {"id": 1, "method": "eth_getBalance", "params": [NODE_ADDRESS, named]})
    assert int(answer["result"], 16) > 0
