"""Reads the parameters of JSON-RPC calls, strictly."""

import re
from collections.abc import Sequence
from typing import Final

from eth_typing import Address

from chain_dev.errors import BlockUnknown, ParamsInvalid
from chain_dev.execution import Call
from chain_dev.genesis import BLOCK_GAS_LIMIT
from chain_dev.index import LogQuery
from chain_dev.node import Node
from chain_dev.wire import JsonValue

_QUANTITY: Final = re.compile(r"0x[0-9a-fA-F]{1,64}")
_DATA: Final = re.compile(r"0x(?:[0-9a-fA-F]{2})*")
_MOST_CHOICES: Final = 1_000
_LARGEST_KEPT: Final = 2**63 - 1
_WORD_BYTES: Final = 32
_NEWEST: Final = frozenset({"latest", "pending", "safe", "finalized"})


def quantity(value: JsonValue) -> int:
    """Read an integer in hex.

    Raises:
        ParamsInvalid: it is not a quantity.
    """
    if not isinstance(value, str) or not _QUANTITY.fullmatch(value):
        raise ParamsInvalid("invalid argument: not a quantity in hex")
    return int(value, 16)


def place(value: JsonValue) -> int:
    """Read the number of a block, or a place in one; what no chain reaches becomes the largest number kept.

    Raises:
        ParamsInvalid: it is not a quantity.
    """
    return min(quantity(value), _LARGEST_KEPT)


def octets(value: JsonValue, *, size: int | None = None) -> bytes:
    """Read bytes in hex, of exactly `size` bytes if given.

    Raises:
        ParamsInvalid: it is not hex, or of another length.
    """
    if not isinstance(value, str) or not _DATA.fullmatch(value):
        raise ParamsInvalid("invalid argument: not data in hex")
    read = bytes.fromhex(value[2:])
    if size is not None and len(read) != size:
        raise ParamsInvalid(f"invalid argument: want {size} bytes, have {len(read)}")
    return read


def word(value: JsonValue) -> bytes:
    """Read at most 32 bytes in hex.

    Raises:
        ParamsInvalid: it is not hex, or longer.
    """
    read = octets(value)
    if len(read) > _WORD_BYTES:
        raise ParamsInvalid(f"invalid argument: want at most {_WORD_BYTES} bytes, have {len(read)}")
    return read


def address(value: JsonValue) -> Address:
    """Read an address.

    Raises:
        ParamsInvalid: it is not 20 bytes in hex.
    """
    return Address(octets(value, size=20))


def block_number(value: JsonValue, node: Node) -> int:
    """Read a block by tag, number or hash (EIP-1898); every block is final at once.

    Raises:
        ParamsInvalid: it names no block in any of these ways.
        BlockUnknown: the hash is of no block of the chain.
    """
    if isinstance(value, dict):
        if "blockHash" in value:
            return number_of(octets(value["blockHash"], size=32), node)
        named = value.get("blockNumber")
        if not isinstance(named, str):
            raise ParamsInvalid("invalid argument: the block is named by neither blockHash nor blockNumber")
        return block_number(named, node)
    if value is None or (isinstance(value, str) and value in _NEWEST):
        return int(node.head.block_number)
    if value == "earliest":
        return 0
    return place(value)


def number_of(block_hash: bytes, node: Node) -> int:
    """Find a block by its hash.

    Raises:
        BlockUnknown: the hash is of no block of the chain.
    """
    number = node.index.number_of(block_hash)
    if number is None:
        raise BlockUnknown("unknown block")
    return number


def call(value: JsonValue) -> Call:
    """Read the call object of `eth_call` and `eth_estimateGas`.

    Raises:
        ParamsInvalid: it is not an object, or a member has the wrong form.
    """
    if not isinstance(value, dict):
        raise ParamsInvalid("invalid argument: the call is not an object")
    data = value.get("input", value.get("data"))
    to = value.get("to")
    return Call(
        sender=address(value["from"]) if value.get("from") is not None else Address(b"\x00" * 20),
        to=Address(b"") if to is None or to == "" else address(to),
        data=b"" if data is None else octets(data),
        value=0 if value.get("value") is None else quantity(value["value"]),
        gas=BLOCK_GAS_LIMIT if value.get("gas") is None else quantity(value["gas"]),
    )


def log_query(value: JsonValue, node: Node) -> LogQuery:
    """Read the filter of `eth_getLogs`.

    Raises:
        ParamsInvalid: it is not an object, or a member has the wrong form.
        BlockUnknown: it names a block by hash that the chain does not have.
    """
    if not isinstance(value, dict):
        raise ParamsInvalid("invalid argument: the filter is not an object")
    if "blockHash" in value:
        first = last = number_of(octets(value["blockHash"], size=32), node)
    else:
        first = block_number(value.get("fromBlock"), node)
        last = block_number(value.get("toBlock"), node)
    if first > last:
        raise ParamsInvalid("invalid block range params")
    topics = value.get("topics")
    if topics is None:
        topics = []
    if not isinstance(topics, list) or len(topics) > 4:
        raise ParamsInvalid("invalid argument: topics are a list of at most four")
    return LogQuery(
        first=first,
        last=last,
        addresses=[address(one) for one in _choices(value.get("address"))],
        topics=[[octets(one, size=32) for one in _choices(choices)] for choices in topics],
    )


def _choices(value: JsonValue) -> Sequence[JsonValue]:
    """One value, several of which any will do, or none at all."""
    if value is None:
        return ()
    choices = value if isinstance(value, list) else (value,)
    if len(choices) > _MOST_CHOICES:
        raise ParamsInvalid(f"invalid argument: at most {_MOST_CHOICES} addresses or topics to choose from")
    return choices
