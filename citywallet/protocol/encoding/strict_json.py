"""JSON as a security protocol needs it: one meaning per text, bounded in size and depth."""

import json
import math
import re
from collections.abc import Callable
from typing import NoReturn, TypeAlias

import orjson

from citywallet.protocol.errors import ProtocolError

JsonValue: TypeAlias = bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"] | None
JsonObject: TypeAlias = dict[str, JsonValue]

MAX_JSON_BYTES = 65_536
MAX_JSON_DEPTH = 32

_WHITE_SPACE = " \t\n\r"
_SMALLEST_INTEGER = -(2**63)
_LARGEST_INTEGER = 2**64 - 1
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")


class JsonInvalid(ProtocolError):
    """The text is not JSON, or not JSON that every reader understands alike."""

    public = "The message is not well-formed JSON."


class JsonDuplicateKey(JsonInvalid):
    """An object names one member twice: two readers might take different ones."""

    public = "A JSON object has two members of the same name."


class JsonTooLarge(JsonInvalid):
    """The text is longer than the reader allows."""

    public = "The JSON text is too long."


class JsonTooDeep(JsonInvalid):
    """Arrays and objects are nested deeper than the reader allows."""

    public = "The JSON text is nested too deeply."


class JsonNumberOutOfRange(JsonInvalid):
    """A number that would not survive being written again: beyond 64 bits, infinite, or not a number."""

    public = "A number in the JSON text is out of range."


class JsonNotAnObject(JsonInvalid):
    """A JSON value other than an object stands where an object is required."""

    public = "The JSON text must be an object."


def parse_json(
    text: str | bytes, *, max_bytes: int = MAX_JSON_BYTES, max_depth: int = MAX_JSON_DEPTH
) -> JsonValue:
    """Parse one JSON value.

    `max_depth` counts nested arrays and objects: `[]` has depth 1. Integers must fit in 64 bits.

    Raises:
        JsonTooLarge, JsonTooDeep: a limit is passed; found before anything is built.
        JsonDuplicateKey: an object has two members of one name.
        JsonNumberOutOfRange: NaN, Infinity, an overflow, or an integer beyond 64 bits.
        JsonInvalid: anything else that is not JSON in UTF-8, a lone surrogate included.

    Spec: JSON, Objects.
    """
    encoded = _encode(text, max_bytes)
    # Fewer brackets than levels cannot nest too deeply, wherever they stand. That settles ordinary messages.
    if encoded.count(b"[") + encoded.count(b"{") <= max_depth:
        value = _read_own_spelling(encoded)
        if value is not None:
            return value
    decoded = _decode(encoded)
    _refuse_deep(decoded, max_depth)
    return _scan(decoded)


def parse_json_object(
    text: str | bytes, *, max_bytes: int = MAX_JSON_BYTES, max_depth: int = MAX_JSON_DEPTH
) -> JsonObject:
    """Parse one JSON object.

    Raises:
        JsonInvalid: as `parse_json`, or `JsonNotAnObject`.
    """
    value = parse_json(text, max_bytes=max_bytes, max_depth=max_depth)
    if not isinstance(value, dict):
        raise JsonNotAnObject(type(value).__name__)
    return value


def serialize_json(value: JsonValue) -> bytes:
    """Serialize a JSON value compactly, in UTF-8, members in the order given.

    Raises:
        TypeError: `value` holds something that is not JSON, a lone surrogate or an integer beyond 64 bits.
    """
    return orjson.dumps(value)


def _encode(text: str | bytes, max_bytes: int) -> bytes:
    if len(text) > max_bytes:
        raise JsonTooLarge(f"more than {max_bytes} bytes")
    if isinstance(text, bytes):
        return text
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        raise JsonInvalid("lone surrogate") from None
    if len(encoded) > max_bytes:
        raise JsonTooLarge(f"more than {max_bytes} bytes")
    return encoded


def _read_own_spelling(encoded: bytes) -> JsonValue:
    """The value of a text that is spelled as `serialize_json` spells it, None for any other.

    The fast reader is lenient: it keeps the last of two members of one name, for example. But what it left
    out is missing when its value is written again, so a text that comes back byte for byte has this one
    meaning.
    """
    try:
        value: JsonValue = orjson.loads(encoded)
        return value if orjson.dumps(value) == encoded else None
    except ValueError:
        return None


def _decode(encoded: bytes) -> str:
    try:
        return encoded.decode("utf-8")
    except UnicodeDecodeError:
        raise JsonInvalid("not UTF-8") from None


def _scan(text: str) -> JsonValue:
    start = 0
    if text[:1] in _WHITE_SPACE:
        start = len(text) - len(text.lstrip(_WHITE_SPACE))
    try:
        value, end = _SCAN(text, start)
    except StopIteration:
        raise JsonInvalid("no JSON value") from None
    except ValueError as error:
        raise JsonInvalid(type(error).__name__) from None
    if end != len(text) and text[end:].strip(_WHITE_SPACE):
        raise JsonInvalid("text after the JSON value")
    if "\\u" in text:
        _refuse_lone_surrogates(value)
    return value


def _refuse_deep(text: str, max_depth: int) -> None:
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        if bracket[0] in "[{":
            depth += 1
            if depth > max_depth:
                raise JsonTooDeep(f"more than {max_depth} levels")
        else:
            depth -= 1


def _build_object(members: list[tuple[str, JsonValue]]) -> JsonObject:
    built = dict(members)
    if len(built) != len(members):
        raise JsonDuplicateKey
    return built


def _parse_integer(digits: str) -> int:
    if len(digits) > 20:
        raise JsonNumberOutOfRange("integer")
    value = int(digits)
    if len(digits) > 18 and not _SMALLEST_INTEGER <= value <= _LARGEST_INTEGER:
        raise JsonNumberOutOfRange("integer")
    return value


def _parse_fraction(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise JsonNumberOutOfRange("overflow")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise JsonNumberOutOfRange(name)


def _refuse_lone_surrogates(value: JsonValue) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise JsonInvalid("lone surrogate") from None


_SCAN: Callable[[str, int], tuple[JsonValue, int]] = json.JSONDecoder(
    object_pairs_hook=_build_object,
    parse_int=_parse_integer,
    parse_float=_parse_fraction,
    parse_constant=_refuse_constant,
).scan_once  # type: ignore[attr-defined]  # what `decode` calls; the type stubs do not know it
