"""The compressed form of a list: one ZLIB stream, nothing after it, of bounded size."""

import zlib

import deflate

from citywallet.protocol.statuslist.errors import StatusListBroken, StatusListTooLarge

MAX_LIST_BYTES = 8 * 1024 * 1024

# Level 6 of libdeflate: about 1.2 times the size of zlib's best, for a fiftieth of its time.
_LEVEL = 6


def compress_list(data: bytes) -> bytes:
    """Compress a list's bytes.

    Spec: Token Status List, Compressed Byte Array.
    """
    return bytes(deflate.zlib_compress(data, _LEVEL))


def decompress_list(compressed: bytes, *, limit: int) -> bytes:
    """Decompress a list of at most `limit` bytes; no more than that is ever held.

    Raises:
        StatusListTooLarge: the list is larger than `limit`.
        StatusListBroken: not a ZLIB stream, cut short, corrupt, or followed by anything.

    Spec: Token Status List, Compressed Byte Array.
    """
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(compressed, limit + 1)
    except zlib.error:
        raise StatusListBroken("not a ZLIB stream") from None
    if len(data) > limit:
        raise StatusListTooLarge(f"more than {limit} bytes")
    if not inflater.eof:
        raise StatusListBroken("cut short")
    if inflater.unused_data:
        raise StatusListBroken("bytes after the stream")
    return data
