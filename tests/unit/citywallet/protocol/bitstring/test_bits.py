import gzip
import random
from typing import Any

import pytest

from citywallet.protocol.bitstring import (
    BitstringBroken,
    BitstringWrong,
    bit_at,
    bits_of,
    decode_bits,
    encode_bits,
)
from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.statuslist import CredentialStatus, StatusList

# Bitstring Status List 1.0, Example 3: 131,072 entries, none of them set.
EXAMPLE = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
EMPTY = bytes(16_384)


def test_the_example_of_the_specification_is_read() -> None:
    assert decode_bits(EXAMPLE) == EMPTY


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_a_bit_is_set_exactly_where_the_status_list_says_so(bits: int) -> None:
    drawn = random.Random(bits)
    possible = [status for status in CredentialStatus if status < 2**bits]
    changes = {index: drawn.choice(possible) for index in drawn.sample(range(4096), 300)}
    status_list = StatusList.empty(bits=bits, entries=4096).with_statuses(changes)
    for status in (CredentialStatus.INVALID, CredentialStatus.SUSPENDED):
        found = bits_of(status_list, status)
        assert [bit_at(found, index) for index in range(4096)] == [
            changes.get(index) is status for index in range(4096)
        ]


def test_the_first_entry_is_the_left_most_bit() -> None:
    status_list = StatusList.empty(bits=2, entries=4096).with_statuses({0: CredentialStatus.INVALID})
    assert bits_of(status_list, CredentialStatus.INVALID)[0] == 0b1000_0000


def test_a_short_list_is_made_long_enough_to_hide_in() -> None:
    assert len(bits_of(StatusList.empty(bits=2, entries=1024), CredentialStatus.INVALID)) == 16_384


def test_a_bitstring_comes_back_and_is_written_the_same_each_time() -> None:
    bits = random.Random(1).randbytes(20_000)
    assert decode_bits(encode_bits(bits)) == bits
    assert encode_bits(bits) == encode_bits(bits)


def encoded(compressed: bytes) -> str:
    return "u" + encode_base64url(compressed)


@pytest.mark.threat(52)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(EXAMPLE[1:], id="without its prefix"),
        pytest.param("z" + EXAMPLE[1:], id="another base"),
        pytest.param("u!", id="no base64url"),
        pytest.param(encoded(b"text"), id="no GZIP"),
        pytest.param(encoded(gzip.compress(EMPTY)[:-8]), id="cut short"),
        pytest.param(encoded(gzip.compress(EMPTY) + b"x"), id="bytes after it"),
        pytest.param(encoded(gzip.compress(EMPTY) * 2), id="two streams"),
        pytest.param(encoded(gzip.compress(EMPTY[1:])), id="too few to hide in"),
        pytest.param(encoded(gzip.compress(bytes(9 * 1024 * 1024))), id="a bomb"),
    ],
)
def test_a_list_is_refused_when_it_cannot_be_read_or_is_of_no_fair_size(text: str) -> None:
    with pytest.raises(BitstringBroken):
        decode_bits(text)


@pytest.mark.threat(51)
@pytest.mark.parametrize("index", [-1, 131_072, 2**63])
def test_an_entry_that_is_not_there_is_unknown(index: Any) -> None:
    with pytest.raises(BitstringWrong):
        bit_at(EMPTY, index)
