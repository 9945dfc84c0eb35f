"""The root of a status list: an RFC 9162 tree over the uncompressed list in 32-byte chunks."""

from citywallet.protocol.merkle import merkle_root

CHUNK_BYTES = 32


def chunk_count(*, bits: int, entries: int) -> int:
    """How many chunks a list has: the tree's size, which the committed head fixes."""
    return -(-entries * bits // (CHUNK_BYTES * 8))


def chunks_of(status_list_data: bytes) -> list[bytes]:
    """The list in chunks of 32 bytes, the last one padded with zeros."""
    padding = -len(status_list_data) % CHUNK_BYTES
    padded = status_list_data + bytes(padding)
    return [padded[start : start + CHUNK_BYTES] for start in range(0, len(padded), CHUNK_BYTES)]


def list_root(status_list_data: bytes) -> bytes:
    """The 32-byte root over the whole uncompressed list (some 10 ms for a million two-bit entries)."""
    return merkle_root(chunks_of(status_list_data))
