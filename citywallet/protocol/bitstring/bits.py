"""A bit per credential: taken from a status list, compressed, and read again."""

import gzip
import zlib
from functools import lru_cache

from citywallet.protocol.bitstring.errors import BitstringBroken, BitstringWrong
from citywallet.protocol.encoding import Base64UrlInvalid, decode_base64url, encode_base64url
from citywallet.protocol.statuslist import CredentialStatus, StatusList

MIN_BYTES = 16_384  # 131,072 entries: fewer would not hide one credential among the others
MAX_BYTES = 8 * 1024 * 1024

_BASE64URL = "u"  # the multibase prefix
_GZIP = 31  # how zlib calls the format
_LEVEL = 6


def bits_of(status_list: StatusList, status: CredentialStatus) -> bytes:
    """One bit per entry, set where the entry has this status; the first entry is the left-most bit.

    Spec: Bitstring Status List 1.0, Bitstring Generation Algorithm.
    """
    bits, data = status_list.bits, status_list.data
    data += bytes(-len(data) % bits)
    size_bytes = len(data) // bits
    # Of each `bits` bytes in the list comes one byte here; all first ones are translated at once, and so on.
    joined = 0
    for part in range(bits):
        joined |= int.from_bytes(data[part::bits].translate(_table(bits, part, status)))
    return joined.to_bytes(size_bytes).ljust(MIN_BYTES, b"\x00")


def encode_bits(bits: bytes) -> str:
    """Compress a bitstring into text.

    Spec: Bitstring Status List 1.0, Bitstring Generation Algorithm.
    """
    return _BASE64URL + encode_base64url(gzip.compress(bits, _LEVEL, mtime=0))


def decode_bits(text: str) -> bytes:
    """Read a bitstring of at most 8 MiB; no more than that is ever held.

    Raises:
        BitstringBroken: not base64url in multibase, not one whole GZIP stream, too short or too long.

    Spec: Bitstring Status List 1.0, Bitstring Expansion Algorithm.
    """
    inflater = zlib.decompressobj(_GZIP)
    try:
        if not text.startswith(_BASE64URL):
            raise BitstringBroken("not base64url in multibase")
        bits = inflater.decompress(decode_base64url(text[1:]), MAX_BYTES + 1)
    except (Base64UrlInvalid, zlib.error) as error:
        raise BitstringBroken(type(error).__name__) from None
    if not MIN_BYTES <= len(bits) <= MAX_BYTES or not inflater.eof or inflater.unused_data:
        raise BitstringBroken("size")
    return bits


def bit_at(bits: bytes, index: int) -> bool:
    """Whether the bit of one entry is set.

    Raises:
        BitstringWrong: there is no such entry; treat as unknown, never as valid.

    Spec: Bitstring Status List 1.0, Validate Algorithm.
    """
    if not 0 <= index < len(bits) * 8:
        raise BitstringWrong("no such entry")
    return bool(bits[index >> 3] >> (7 - (index & 7)) & 1)


@lru_cache(maxsize=64)
def _table(bits: int, part: int, status: CredentialStatus) -> bytes:
    """What one byte of a list adds to the byte it becomes part of."""
    entries = 8 // bits
    shift = 8 - entries * (part + 1)
    return bytes(_gather(byte, bits=bits, status=status) << shift for byte in range(256))


def _gather(byte: int, *, bits: int, status: CredentialStatus) -> int:
    gathered = 0
    for position in range(0, 8, bits):
        gathered = gathered << 1 | (byte >> position & (1 << bits) - 1 == status)
    return gathered
