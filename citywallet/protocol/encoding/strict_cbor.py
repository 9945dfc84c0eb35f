"""CBOR as a security protocol needs it: one meaning per message, bounded in size and depth."""

import io
import math
from collections.abc import Mapping
from typing import Any, TypeAlias

from cbor2 import CBORDecodeError, CBORDecoder, CBORTag, dumps

from citywallet.protocol.errors import ProtocolError

CborTag: TypeAlias = CBORTag
CborValue: TypeAlias = (
    bool | int | float | str | bytes | list["CborValue"] | dict["CborKey", "CborValue"] | CborTag | None
)
CborKey: TypeAlias = int | str
CborMap: TypeAlias = dict[CborKey, CborValue]

MAX_CBOR_BYTES = 65_536
MAX_CBOR_DEPTH = 16

ENCODED_CBOR_TAG = 24
"""A byte string that is itself CBOR, kept as it was so that its bytes can be hashed."""

# The tags that the library would turn into Python's values, cycles and all. None of them is a value of ours.
_INTERPRETED_TAGS = (
    *(0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100),
    *(256, 258, 260, 261, 1004, 43_000, 55_799),
)


class CborInvalid(ProtocolError):
    """The bytes are not CBOR, or not CBOR that every reader understands alike."""

    public = "The message is not well-formed CBOR."


class CborTooLarge(CborInvalid):
    """There are more bytes than the reader allows."""

    public = "The CBOR message is too long."


class CborNotAMap(CborInvalid):
    """A CBOR value other than a map stands where a map is required."""

    public = "The CBOR message must be a map."


def parse_cbor(
    encoded: bytes, *, max_bytes: int = MAX_CBOR_BYTES, max_depth: int = MAX_CBOR_DEPTH
) -> CborValue:
    """Parse one CBOR value; tags stay tags, whatever they mean.

    `max_depth` counts nested arrays, maps and tags.

    Raises:
        CborTooLarge: more than `max_bytes`.
        CborInvalid: not well-formed, of indefinite length, nested too deeply, a key twice in one map, a key
            that is neither integer nor text, a number that is not finite, an undefined or simple value, or
            bytes after the value.

    Spec: CBOR, Specifying Keys for Maps.
    """
    if len(encoded) > max_bytes:
        raise CborTooLarge(f"more than {max_bytes} bytes")
    stream = io.BytesIO(encoded)
    decoder = CBORDecoder(
        stream,
        max_depth=max_depth,
        allow_indefinite=False,
        allow_duplicate_keys=False,
        semantic_decoders=_KEPT_TAGS,
    )
    try:
        value = decoder.decode()
    except (CBORDecodeError, TypeError, ValueError) as error:
        raise CborInvalid(type(error).__name__) from None
    if stream.tell() != len(encoded):
        raise CborInvalid("bytes after the value")
    return _plain(value)


def parse_cbor_map(
    encoded: bytes, *, max_bytes: int = MAX_CBOR_BYTES, max_depth: int = MAX_CBOR_DEPTH
) -> CborMap:
    """Parse one CBOR map.

    Raises:
        CborInvalid: as `parse_cbor`, or `CborNotAMap`.
    """
    value = parse_cbor(encoded, max_bytes=max_bytes, max_depth=max_depth)
    if not isinstance(value, dict):
        raise CborNotAMap(type(value).__name__)
    return value


def serialize_cbor(value: CborValue) -> bytes:
    """Serialize a value with definite and shortest lengths, the members of maps in the order given.

    Whoever gives them in the order of their bytes, as our messages do, gets the deterministic encoding.

    Spec: CBOR, Core Deterministic Encoding Requirements.
    """
    return dumps(value)


def _plain(value: object) -> CborValue:
    """The value in our own types; what the library knows and we do not is refused."""
    match value:
        case None | bool() | int() | str() | bytes():
            return value
        case float() if math.isfinite(value):
            return value
        case list() | tuple():  # the library makes tuples inside of tags
            return [_plain(element) for element in value]
        case Mapping():
            return {_key(key): _plain(member) for key, member in value.items()}
        case CBORTag():
            return CBORTag(value.tag, _plain(value.value))
        case _:
            raise CborInvalid(f"a value of the kind {type(value).__name__}")


def _key(key: object) -> CborKey:
    if not isinstance(key, int | str) or isinstance(key, bool):
        raise CborInvalid("a key that is neither integer nor text")
    return key


def _keep(tag: int) -> Any:
    return lambda value, immutable: CBORTag(tag, value)


_KEPT_TAGS = {tag: _keep(tag) for tag in _INTERPRETED_TAGS}
