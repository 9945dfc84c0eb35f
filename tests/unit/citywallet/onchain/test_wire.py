"""The values of JSON-RPC."""

from datetime import UTC, datetime

import pytest

from citywallet.onchain.errors import AnswerInvalid
from citywallet.onchain.wire import (
    Block,
    parse_block,
    parse_log,
    parse_octets,
    parse_quantity,
    parse_time,
    serialize_octets,
)
from citywallet.protocol.encoding import JsonObject, JsonValue

LOG: JsonObject = {
    "address": "0x" + "01" * 20,
    "topics": ["0x" + "02" * 32],
    "data": "0x",
    "blockNumber": "0x5",
    "blockHash": "0x" + "03" * 32,
    "logIndex": "0x0",
}
BLOCK: JsonObject = {
    "number": "0x5",
    "hash": "0x" + "03" * 32,
    "timestamp": "0x6ab14180",
}


def test_bytes_read_back_as_they_were_written() -> None:
    assert parse_octets(serialize_octets(b"\x00\xff")) == b"\x00\xff"


@pytest.mark.parametrize("value", [None, 5, "ff", "0xf", "0xzz", "0x00 11", ["0x00"]])
def test_bytes_of_another_form_are_refused(value: JsonValue) -> None:
    with pytest.raises(AnswerInvalid):
        parse_octets(value)


def test_bytes_of_another_length_are_refused() -> None:
    with pytest.raises(AnswerInvalid):
        parse_octets("0x00", 32)


@pytest.mark.parametrize("value", [None, 5, "5", "0x", "0xzz", "0x-5", "0x1_0", "0x 5"])
def test_a_number_of_another_form_is_refused(value: JsonValue) -> None:
    with pytest.raises(AnswerInvalid):
        parse_quantity(value)


def test_a_block_time_is_aware_and_in_utc() -> None:
    assert parse_time(1_790_000_000) == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


def test_a_time_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(AnswerInvalid):
        parse_time(2**63)


@pytest.mark.parametrize("member", sorted(LOG))
def test_a_log_without_a_member_is_refused(member: str) -> None:
    with pytest.raises(AnswerInvalid):
        parse_log({name: value for name, value in LOG.items() if name != member})


def test_a_block_is_read() -> None:
    assert parse_block(BLOCK) == Block(number=5, hash=b"\x03" * 32, time=parse_time(0x6AB14180))


@pytest.mark.parametrize("value", [None, [], "0x5", BLOCK | {"hash": None}])
def test_a_block_of_another_form_is_refused(value: JsonValue) -> None:
    with pytest.raises(AnswerInvalid):
        parse_block(value)
