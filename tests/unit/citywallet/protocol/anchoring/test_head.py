"""The bytes of heads, list names and roots; and how old a head may be."""

import struct
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from citywallet.protocol.anchoring import (
    AnchoredHead,
    BlockFromFuture,
    Head,
    HeadTooOld,
    chunk_count,
    list_id,
    list_root,
    verify_head_age,
)
from citywallet.protocol.trust import issuer_id
from tests.support.sd_jwts import NOW

HEAD = Head(
    chain_id=20260701,
    contract=bytes(range(20)),
    list_id=b"\x11" * 32,
    sequence=7,
    bits=2,
    entries=1 << 20,
    root=b"\x22" * 32,
    token_digest=b"\x33" * 32,
)
ANCHORED = AnchoredHead(head=HEAD, anchored_at=NOW, block_number=1, block_hash=bytes(32))
HOUR = timedelta(hours=1)


def test_a_head_is_the_digest_of_its_tagged_parts_in_order() -> None:
    parts = b"citywallet/head/v1" + struct.pack(
        ">Q20s32sQBQ32s32s",
        20260701,
        bytes(range(20)),
        b"\x11" * 32,
        7,
        2,
        1 << 20,
        b"\x22" * 32,
        b"\x33" * 32,
    )

    assert len(parts) == 18 + 8 + 20 + 32 + 8 + 1 + 8 + 32 + 32
    assert HEAD.word() == sha256(parts).digest()


def test_every_part_of_a_head_changes_its_word() -> None:
    changes: list[dict[str, object]] = [
        {"chain_id": 1},
        {"contract": bytes(20)},
        {"list_id": bytes(32)},
        {"sequence": 8},
        {"bits": 1},
        {"entries": 1},
        {"root": bytes(32)},
        {"token_digest": bytes(32)},
    ]
    words = {replace(HEAD, **change).word() for change in changes}  # type: ignore[arg-type]

    assert len(words | {HEAD.word()}) == 9


def test_a_head_with_a_part_of_another_width_has_no_word() -> None:
    with pytest.raises(ValueError, match="31 bytes, not 32"):
        replace(HEAD, root=bytes(31)).word()


def test_a_list_is_named_by_its_issuer_and_its_address_as_written() -> None:
    issuer = issuer_id("http://localhost:8100")
    name = sha256(b"citywallet/list/v1" + issuer + b"http://localhost:8100/status/1").digest()

    assert list_id(issuer, "http://localhost:8100/status/1") == name
    assert list_id(issuer, "http://localhost:8100/status/2") != name


def test_the_root_is_over_chunks_of_32_bytes_the_last_padded_with_zeros() -> None:
    first, second = b"\x01" * 32, b"\x02" * 8 + bytes(24)
    leaf = [sha256(b"\x00" + chunk).digest() for chunk in (first, second)]

    assert list_root(first + b"\x02" * 8) == sha256(b"\x01" + leaf[0] + leaf[1]).digest()
    assert list_root(b"\x05") == sha256(b"\x00\x05" + bytes(31)).digest()


def test_the_number_of_chunks_follows_from_entries_and_bits() -> None:
    assert chunk_count(bits=2, entries=1 << 20) == 8192
    assert chunk_count(bits=2, entries=129) == 2
    assert chunk_count(bits=1, entries=256) == 1
    assert chunk_count(bits=1, entries=257) == 2


def test_the_root_of_a_million_entries_is_known_to_another_implementation() -> None:
    # A tree of equal leaves of a power of two: each level is one hash.
    level = sha256(b"\x00" + bytes(32)).digest()
    for _ in range(13):
        level = sha256(b"\x01" + level + level).digest()

    assert list_root(bytes(1 << 18)) == level


def test_the_age_of_a_head_counts_by_the_later_of_both_clocks() -> None:
    five = timedelta(minutes=5)

    assert verify_head_age(ANCHORED, now=NOW + five, newest_block_time=NOW, limit=HOUR) == five
    assert verify_head_age(ANCHORED, now=NOW, newest_block_time=NOW + timedelta(seconds=9), limit=HOUR)
    assert verify_head_age(ANCHORED, now=NOW + HOUR, newest_block_time=None, limit=HOUR) == HOUR


@pytest.mark.threat(104)
def test_a_head_past_the_limit_is_refused_even_if_the_local_clock_is_set_back() -> None:
    late = NOW + HOUR + timedelta(seconds=1)

    with pytest.raises(HeadTooOld):
        verify_head_age(ANCHORED, now=late, newest_block_time=None, limit=HOUR)
    with pytest.raises(HeadTooOld):
        verify_head_age(ANCHORED, now=late - timedelta(seconds=10), newest_block_time=late, limit=HOUR)


def test_a_block_more_than_fifteen_seconds_ahead_is_refused() -> None:
    ahead = timedelta(seconds=15)

    assert verify_head_age(ANCHORED, now=NOW - ahead, newest_block_time=NOW, limit=HOUR) == timedelta(0)
    with pytest.raises(BlockFromFuture):
        verify_head_age(ANCHORED, now=NOW - ahead - timedelta(seconds=1), newest_block_time=None, limit=HOUR)
    with pytest.raises(BlockFromFuture):
        verify_head_age(ANCHORED, now=NOW, newest_block_time=NOW + timedelta(seconds=16), limit=HOUR)
