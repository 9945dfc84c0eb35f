"""A connection answers for the chain of the address book, or not at all."""

from datetime import timedelta

import pytest
from eth_utils.crypto import keccak

from citywallet.onchain.address_book import AddressBook, DeployedContract
from citywallet.onchain.connection import ChainConnection, Finality
from citywallet.onchain.errors import AnswerInvalid, ChainUnreachable, WrongChain, WrongCode, WrongGenesis
from citywallet.onchain.rpc import JsonRpc
from citywallet.protocol.encoding import JsonObject
from tests.support.chain_calls import TabledNode

GENESIS = b"\x11" * 32
CODE = b"\x60\x80"
CONTRACT = b"\x22" * 20
TOPIC = b"\x33" * 32
BOOK = AddressBook(
    chain_id=7,
    genesis_hash=GENESIS,
    contracts={"StatusAnchor": DeployedContract(address=CONTRACT, code_hash=keccak(CODE), deployed_block=4)},
)


def a_block(block_hash: bytes) -> JsonObject:
    return {"number": "0x0", "hash": "0x" + block_hash.hex(), "timestamp": "0x64"}


def a_node(**changes: object) -> TabledNode:
    answers = {
        "eth_chainId": "0x7",
        "eth_getBlockByNumber": a_block(GENESIS),
        "eth_getCode": "0x" + CODE.hex(),
        "eth_call": "0x05",
        "eth_getLogs": [],
    }
    return TabledNode(answers | changes)


def a_connection(node: TabledNode, **options: timedelta | Finality) -> ChainConnection:
    return ChainConnection(JsonRpc(node), BOOK, **options)


def a_log(*, block: int, index: int, topic: bytes = TOPIC, address: bytes = CONTRACT) -> JsonObject:
    return {
        "address": "0x" + address.hex(),
        "topics": ["0x" + topic.hex()],
        "data": "0x",
        "blockNumber": hex(block),
        "blockHash": "0x" + "44" * 32,
        "logIndex": hex(index),
    }


async def test_the_chain_of_the_book_is_accepted() -> None:
    assert await a_connection(a_node()).call("StatusAnchor", b"") == b"\x05"


@pytest.mark.threat(66)
async def test_another_chain_id_is_refused() -> None:
    with pytest.raises(WrongChain):
        await a_connection(a_node(eth_chainId="0x8")).call("StatusAnchor", b"")


@pytest.mark.threat(64)
async def test_another_first_block_is_refused() -> None:
    with pytest.raises(WrongGenesis):
        await a_connection(a_node(eth_getBlockByNumber=a_block(b"\x12" * 32))).call("StatusAnchor", b"")


@pytest.mark.threat(67)
@pytest.mark.parametrize(("code", "word"), [("0x", "missing"), ("0x6081", "another")])
async def test_other_code_or_none_is_refused(code: str, word: str) -> None:
    with pytest.raises(WrongCode, match=word):
        await a_connection(a_node(eth_getCode=code)).call("StatusAnchor", b"")


async def test_the_chain_is_checked_once_and_not_at_every_call() -> None:
    node = a_node()
    connection = a_connection(node)
    await connection.call("StatusAnchor", b"")
    await connection.call("StatusAnchor", b"")
    assert node.count("eth_chainId") == 1


@pytest.mark.threat(66)
async def test_the_chain_is_checked_again_after_the_node_could_not_be_reached() -> None:
    node = a_node()
    connection = a_connection(node)
    await connection.call("StatusAnchor", b"")
    node.is_down = True
    with pytest.raises(ChainUnreachable):
        await connection.call("StatusAnchor", b"")
    node.is_down = False
    node.answers["eth_chainId"] = "0x8"  # another node answers now
    with pytest.raises(WrongChain):
        await connection.call("StatusAnchor", b"")


@pytest.mark.threat(65)
async def test_a_node_that_comes_back_is_used_again() -> None:
    node = a_node()
    node.is_down = True
    connection = a_connection(node)
    with pytest.raises(ChainUnreachable):
        await connection.call("StatusAnchor", b"")
    node.is_down = False
    assert await connection.call("StatusAnchor", b"") == b"\x05"


@pytest.mark.threat(64)
async def test_the_chain_is_checked_again_after_a_while() -> None:
    node = a_node()
    connection = a_connection(node, recheck_after=timedelta(0))
    await connection.call("StatusAnchor", b"")
    node.answers["eth_getBlockByNumber"] = a_block(b"\x12" * 32)
    with pytest.raises(WrongGenesis):
        await connection.call("StatusAnchor", b"")


async def test_logs_come_in_their_order_and_once() -> None:
    logs = [a_log(block=6, index=0), a_log(block=5, index=1), a_log(block=5, index=0)]
    node = a_node(eth_getLogs=[*logs, *logs])
    found = await a_connection(node).logs("StatusAnchor", [TOPIC])
    assert [(log.block_number, log.index) for log in found] == [(5, 0), (5, 1), (6, 0)]


@pytest.mark.threat(66)
@pytest.mark.parametrize(
    "log",
    [a_log(block=5, index=0, topic=b"\x34" * 32), a_log(block=5, index=0, address=b"\x23" * 20)],
)
async def test_logs_that_were_not_asked_for_are_refused(log: JsonObject) -> None:
    with pytest.raises(AnswerInvalid):
        await a_connection(a_node(eth_getLogs=[log])).logs("StatusAnchor", [TOPIC])


async def test_reads_ask_for_final_blocks_unless_told_otherwise() -> None:
    tags = []
    node = a_node(eth_call=lambda params: tags.append(params[1]) or "0x05")
    connection = a_connection(node, finality=Finality.FINALIZED)
    await connection.call("StatusAnchor", b"")
    await connection.call("StatusAnchor", b"", final=False)
    assert tags == ["finalized", "latest"]
