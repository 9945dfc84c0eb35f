"""The values of JSON-RPC: from its texts to ours and back."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from citywallet.onchain.errors import AnswerInvalid
from citywallet.protocol.encoding import JsonValue

_OCTETS = re.compile(r"0x(?:[0-9a-fA-F]{2})*")
_QUANTITY = re.compile(r"0x[0-9a-fA-F]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """One event of a contract as the chain keeps it; `index` counts within the block."""

    address: bytes
    topics: tuple[bytes, ...]
    data: bytes
    block_number: int
    block_hash: bytes
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The facts of a block that we use."""

    number: int
    hash: bytes
    time: datetime


def serialize_octets(octets: bytes) -> str:
    """Bytes as JSON-RPC writes them."""
    return "0x" + octets.hex()


def parse_octets(value: JsonValue, size: int | None = None) -> bytes:
    """Read bytes.

    Raises:
        AnswerInvalid: the value is no hexadecimal text, or has not `size` bytes.
    """
    if not isinstance(value, str) or not value.startswith("0x"):
        raise AnswerInvalid("the node answered no hexadecimal text where one belongs")
    if not _OCTETS.fullmatch(value):
        raise AnswerInvalid("the node answered broken hexadecimal text")
    octets = bytes.fromhex(value[2:])
    if size is not None and len(octets) != size:
        raise AnswerInvalid(f"the node answered {len(octets)} bytes where {size} belong")
    return octets


def parse_quantity(value: JsonValue) -> int:
    """Read a number.

    Raises:
        AnswerInvalid: the value is no hexadecimal number.
    """
    if not isinstance(value, str) or not value.startswith("0x"):
        raise AnswerInvalid("the node answered no number where one belongs")
    # `int` would also take signs, spaces and underscores.
    if not _QUANTITY.fullmatch(value):
        raise AnswerInvalid("the node answered a broken number")
    return int(value, 16)


def parse_time(seconds: int) -> datetime:
    """A block time as an aware moment in UTC.

    Raises:
        AnswerInvalid: no calendar reaches so far.
    """
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise AnswerInvalid(f"{seconds} is no block time") from None


def parse_log(value: JsonValue) -> Log:
    """Read one event.

    Raises:
        AnswerInvalid: a member is missing or has the wrong form.
    """
    members = parse_members(value)
    return Log(
        address=parse_octets(members.get("address"), 20),
        topics=tuple(parse_octets(topic, 32) for topic in parse_list(members.get("topics"))),
        data=parse_octets(members.get("data")),
        block_number=parse_quantity(members.get("blockNumber")),
        block_hash=parse_octets(members.get("blockHash"), 32),
        index=parse_quantity(members.get("logIndex")),
    )


def parse_block(value: JsonValue) -> Block:
    """Read the header of a block.

    Raises:
        AnswerInvalid: a member is missing or has the wrong form.
    """
    members = parse_members(value)
    return Block(
        number=parse_quantity(members.get("number")),
        hash=parse_octets(members.get("hash"), 32),
        time=parse_time(parse_quantity(members.get("timestamp"))),
    )


def parse_members(value: JsonValue) -> dict[str, JsonValue]:
    """Read an object.

    Raises:
        AnswerInvalid: the value is none.
    """
    if not isinstance(value, dict):
        raise AnswerInvalid("the node answered no object where one belongs")
    return value


def parse_list(value: JsonValue) -> list[JsonValue]:
    """Read a list.

    Raises:
        AnswerInvalid: the value is none.
    """
    if not isinstance(value, list):
        raise AnswerInvalid("the node answered no list where one belongs")
    return value
