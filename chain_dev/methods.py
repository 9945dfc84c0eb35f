"""The JSON-RPC methods that the chain offers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from importlib.metadata import version
from typing import Final

from eth_utils.crypto import keccak

from chain_dev import params, wire
from chain_dev.errors import BlockUnknown, ParamsInvalid, RpcError
from chain_dev.genesis_facts import CHAIN_ID
from chain_dev.node import TIP_WEI, Node
from chain_dev.wire import JsonValue

Method = Callable[[Sequence[JsonValue]], JsonValue]

CLIENT_VERSION: Final = f"citywallet-chain/{version('citywallet')}/py-evm-prague"
_MOST_LOGS: Final = 10_000
_MOST_FEE_BLOCKS: Final = 1_024


def build_methods(node: Node, *, with_test_methods: bool = False) -> Mapping[str, Method]:
    """Name every method; those that bend time or history are there only if asked for."""
    methods = {**_network(node), **_state(node), **_blocks(node), **_transactions(node)}
    return {**methods, **_for_tests(node)} if with_test_methods else methods


def _network(node: Node) -> dict[str, Method]:
    return {
        "web3_clientVersion": lambda _: CLIENT_VERSION,
        "web3_sha3": lambda given: wire.octets(keccak(params.octets(_at(given, 0)))),
        "net_version": lambda _: str(CHAIN_ID),
        "net_listening": lambda _: True,
        "net_peerCount": lambda _: "0x0",
        "eth_chainId": lambda _: wire.quantity(CHAIN_ID),
        "eth_syncing": lambda _: False,
        "eth_mining": lambda _: True,
        "eth_accounts": lambda _: [],
        "eth_blockNumber": lambda _: wire.quantity(node.head.block_number),
        "eth_gasPrice": lambda _: wire.quantity(node.next_base_fee() + TIP_WEI),
        "eth_maxPriorityFeePerGas": lambda _: wire.quantity(TIP_WEI),
        "eth_blobBaseFee": lambda _: "0x1",
        "eth_feeHistory": lambda given: _fee_history(node, given),
    }


def _state(node: Node) -> dict[str, Method]:
    def at(given: Sequence[JsonValue], place: int) -> int:
        return params.block_number(_at(given, place, None), node)

    def storage(given: Sequence[JsonValue]) -> JsonValue:
        slot = int.from_bytes(params.word(_even(_at(given, 1))), "big")
        word = node.state(at(given, 2)).get_storage(params.address(_at(given, 0)), slot)
        return wire.octets(word.to_bytes(32))

    return {
        "eth_getBalance": lambda given: wire.quantity(
            node.state(at(given, 1)).get_balance(params.address(_at(given, 0)))
        ),
        "eth_getTransactionCount": lambda given: wire.quantity(
            node.state(at(given, 1)).get_nonce(params.address(_at(given, 0)))
        ),
        "eth_getCode": lambda given: wire.octets(
            node.state(at(given, 1)).get_code(params.address(_at(given, 0)))
        ),
        "eth_getStorageAt": storage,
        "eth_call": lambda given: wire.octets(node.call(at(given, 1), params.call(_at(given, 0)))),
        "eth_estimateGas": lambda given: wire.quantity(node.estimate_gas(params.call(_at(given, 0)))),
    }


def _blocks(node: Node) -> dict[str, Method]:
    def by_number(given: Sequence[JsonValue]) -> JsonValue:
        number = params.block_number(_at(given, 0), node)
        return node.index.block(number, with_transactions=_at(given, 1, False) is True)

    def by_hash(given: Sequence[JsonValue]) -> JsonValue:
        number = node.index.number_of(params.octets(_at(given, 0), size=32))
        if number is None:
            return None
        return node.index.block(number, with_transactions=_at(given, 1, False) is True)

    def count(given: Sequence[JsonValue]) -> JsonValue:
        body = by_number([*given[:1], False])
        return wire.quantity(len(body["transactions"])) if isinstance(body, dict) else None

    def receipts(given: Sequence[JsonValue]) -> JsonValue:
        number = params.block_number(_at(given, 0), node)
        return None if number > node.head.block_number else list(node.index.receipts(number))

    return {
        "eth_getBlockByNumber": by_number,
        "eth_getBlockByHash": by_hash,
        "eth_getBlockTransactionCountByNumber": count,
        "eth_getBlockReceipts": receipts,
        "eth_getLogs": lambda given: _logs(node, given),
    }


def _transactions(node: Node) -> dict[str, Method]:
    def by_hash(given: Sequence[JsonValue]) -> JsonValue:
        transaction_hash = params.octets(_at(given, 0), size=32)
        waiting = node.waiting(transaction_hash)
        return wire.transaction_body(waiting) if waiting else node.index.transaction(transaction_hash)

    def raw(given: Sequence[JsonValue]) -> JsonValue:
        found = node.raw_transaction(params.octets(_at(given, 0), size=32))
        return None if found is None else wire.octets(found)

    return {
        "debug_getRawTransaction": raw,
        "eth_sendRawTransaction": lambda given: wire.octets(node.submit(params.octets(_at(given, 0)))),
        "eth_getTransactionByHash": by_hash,
        "eth_getTransactionReceipt": lambda given: node.index.receipt(params.octets(_at(given, 0), size=32)),
        "eth_getTransactionByBlockNumberAndIndex": lambda given: node.index.transaction_at(
            params.block_number(_at(given, 0), node), params.place(_at(given, 1))
        ),
    }


def _for_tests(node: Node) -> dict[str, Method]:
    def step(given: Sequence[JsonValue]) -> JsonValue:
        seconds = _at(given, 0)
        if not isinstance(seconds, int) or seconds < 0:
            raise ParamsInvalid("invalid argument: seconds to go forward")
        node.step_forward(timedelta(seconds=seconds))
        return seconds

    def mine(_: Sequence[JsonValue]) -> JsonValue:
        node.mine_empty()
        return "0x0"

    def revert(given: Sequence[JsonValue]) -> JsonValue:
        node.revert_to(params.quantity(_at(given, 0)))
        return True

    return {
        "evm_snapshot": lambda _: wire.quantity(node.take_snapshot()),
        "evm_revert": revert,
        "evm_mine": mine,
        "evm_increaseTime": step,
    }


def _logs(node: Node, given: Sequence[JsonValue]) -> JsonValue:
    found = node.index.logs(params.log_query(_at(given, 0), node), limit=_MOST_LOGS + 1)
    if len(found) > _MOST_LOGS:
        raise RpcError(f"query returned more than {_MOST_LOGS} results")
    return list(found)


def _fee_history(node: Node, given: Sequence[JsonValue]) -> JsonValue:
    asked = _at(given, 0)
    count = asked if isinstance(asked, int) else params.quantity(asked)
    newest = params.block_number(_at(given, 1), node)
    if newest > node.head.block_number:
        raise BlockUnknown("request beyond head block")
    oldest = max(0, newest - min(max(count, 1), _MOST_FEE_BLOCKS) + 1)
    headers = [node.header(number) for number in range(oldest, newest + 1)]
    history: dict[str, JsonValue] = {
        "oldestBlock": wire.quantity(oldest),
        "baseFeePerGas": [wire.quantity(one.base_fee_per_gas or 0) for one in headers]
        + [wire.quantity(node.next_base_fee())],
        "gasUsedRatio": [one.gas_used / one.gas_limit for one in headers],
    }
    percentiles = _at(given, 2, None)
    if isinstance(percentiles, list) and percentiles:
        history["reward"] = [[wire.quantity(TIP_WEI)] * len(percentiles) for _ in headers]
    return history


_REQUIRED: Final = object()


def _at(given: Sequence[JsonValue], place: int, default: object = _REQUIRED) -> JsonValue:
    if place < len(given):
        return given[place]
    if default is _REQUIRED:
        raise ParamsInvalid(f"missing value for required argument {place}")
    return default  # type: ignore[return-value]


def _even(value: JsonValue) -> JsonValue:
    """Storage slots come as quantities or as data; both count."""
    if isinstance(value, str) and len(value) % 2 and value.startswith("0x"):
        return "0x0" + value[2:]
    return value
