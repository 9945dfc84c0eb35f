import zlib
from typing import Any

import pytest

from citywallet.protocol.encoding import decode_base64url
from citywallet.protocol.statuslist import (
    MAX_LIST_BYTES,
    StatusList,
    StatusListBroken,
    StatusListTooLarge,
    compress_list,
    decompress_list,
)
from tests.support.vectors import load_vectors

LISTS = load_vectors("token-status-list/encoding.json")["vectors"]
EXAMPLES = load_vectors("token-status-list/token-example.json")["compressed"]


@pytest.mark.parametrize("vector", LISTS, ids=lambda vector: f"{vector['bits']} bits")
def test_the_lists_of_the_draft_are_read(vector: dict[str, Any]) -> None:
    data = decompress_list(decode_base64url(vector["lst"]), limit=MAX_LIST_BYTES)
    status_list = StatusList(bits=vector["bits"], data=data)
    expected = {int(index): value for index, value in vector.get("statuses", {}).items() if value}
    if "size" in vector:
        assert status_list.entries == vector["size"]
        found = {at: status_list.value_at(at) for at in _entries_not_zero(status_list)}
        assert found == expected
    assert zlib.compress(data, 9) == decode_base64url(vector["lst"])


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_short_lists_of_the_draft_are_read(example: dict[str, Any]) -> None:
    assert decompress_list(bytes.fromhex(example["compressed"]), limit=8).hex() == example["bytes"]


def test_what_we_compress_is_what_zlib_reads() -> None:
    data = bytes(range(256)) * 100
    assert zlib.decompress(compress_list(data)) == data
    assert decompress_list(zlib.compress(data), limit=len(data)) == data


@pytest.mark.threat(52)
def test_a_list_is_refused_when_it_grows_beyond_the_limit() -> None:
    bomb = zlib.compress(bytes(64 * 1024 * 1024), 9)
    assert len(bomb) < 100_000
    with pytest.raises(StatusListTooLarge):
        decompress_list(bomb, limit=MAX_LIST_BYTES)
    data = bytes(1000)
    assert decompress_list(compress_list(data), limit=1000) == data
    with pytest.raises(StatusListTooLarge):
        decompress_list(compress_list(data), limit=999)


@pytest.mark.threat(52)
def test_a_list_is_refused_when_anything_follows_it() -> None:
    stream = compress_list(b"list")
    for follower in (b"\x00", b"x", stream, zlib.compress(b"")):
        with pytest.raises(StatusListBroken):
            decompress_list(stream + follower, limit=1000)


@pytest.mark.threat(52)
def test_a_list_is_refused_when_it_is_cut_short_or_corrupt() -> None:
    stream = compress_list(bytes(range(256)))
    for end in range(len(stream)):
        with pytest.raises(StatusListBroken):
            decompress_list(stream[:end], limit=1000)
    with pytest.raises(StatusListBroken):
        decompress_list(stream[:-1] + bytes([stream[-1] ^ 1]), limit=1000)


@pytest.mark.parametrize("wrapper", [31, -15])
def test_a_list_is_refused_in_gzip_or_without_wrapper(wrapper: int) -> None:
    deflater = zlib.compressobj(wbits=wrapper)
    with pytest.raises(StatusListBroken):
        decompress_list(deflater.compress(b"list") + deflater.flush(), limit=1000)


def _entries_not_zero(status_list: StatusList) -> list[int]:
    per_byte = 8 // status_list.bits
    return [
        at * per_byte + offset
        for at, byte in enumerate(status_list.data)
        if byte
        for offset in range(per_byte)
        if status_list.value_at(at * per_byte + offset)
    ]
