"""Typed reading of the members of a JSON object: an absent member fails like a wrong one."""

from datetime import UTC, datetime

from citywallet.protocol.encoding.strict_json import JsonObject, JsonValue
from citywallet.protocol.errors import ProtocolError

_NUMBER = (int, float)
_LAST_SECOND = 253_402_300_799  # 9999-12-31T23:59:59Z, the last that a datetime can hold


class MemberInvalid(ProtocolError):
    """A member of a JSON object is absent, of another type, empty, or out of range.

    The detail names the member and what is wrong, never its value.
    """

    public = "A required value is missing or has the wrong type."


def string_member(members: JsonObject, name: str) -> str:
    """Read a string that is not empty.

    Raises:
        MemberInvalid: absent, not a string, or empty.
    """
    value = _present(members, name)
    if not isinstance(value, str) or not value:
        raise MemberInvalid(f"{name}: a string that is not empty is required")
    return value


def optional_string_member(members: JsonObject, name: str) -> str | None:
    """Read a string, or None where the object has no such member; `null` counts as wrong, not as absent."""
    return string_member(members, name) if name in members else None


def integer_member(members: JsonObject, name: str, *, minimum: int = 0, maximum: int = 2**63 - 1) -> int:
    """Read an integer between `minimum` and `maximum`; true and false are not integers.

    Raises:
        MemberInvalid: absent, not an integer, or out of range.
    """
    value = _present(members, name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise MemberInvalid(f"{name}: an integer is required")
    if not minimum <= value <= maximum:
        raise MemberInvalid(f"{name}: out of range")
    return value


def optional_integer_member(
    members: JsonObject, name: str, *, minimum: int = 0, maximum: int = 2**63 - 1
) -> int | None:
    """Read an integer, or None where the object has no such member."""
    return integer_member(members, name, minimum=minimum, maximum=maximum) if name in members else None


def boolean_member(members: JsonObject, name: str) -> bool:
    """Read true or false.

    Raises:
        MemberInvalid: absent or of another type.
    """
    value = _present(members, name)
    if not isinstance(value, bool):
        raise MemberInvalid(f"{name}: true or false is required")
    return value


def optional_boolean_member(members: JsonObject, name: str) -> bool | None:
    """Read true or false, or None where the object has no such member."""
    return boolean_member(members, name) if name in members else None


def object_member(members: JsonObject, name: str) -> JsonObject:
    """Read an object.

    Raises:
        MemberInvalid: absent or of another type.
    """
    value = _present(members, name)
    if not isinstance(value, dict):
        raise MemberInvalid(f"{name}: an object is required")
    return value


def optional_object_member(members: JsonObject, name: str) -> JsonObject | None:
    """Read an object, or None where the object has no such member."""
    return object_member(members, name) if name in members else None


def array_member(members: JsonObject, name: str) -> list[JsonValue]:
    """Read an array; it may be empty.

    Raises:
        MemberInvalid: absent or of another type.
    """
    value = _present(members, name)
    if not isinstance(value, list):
        raise MemberInvalid(f"{name}: an array is required")
    return value


def optional_array_member(members: JsonObject, name: str) -> list[JsonValue] | None:
    """Read an array, or None where the object has no such member."""
    return array_member(members, name) if name in members else None


def string_array_member(members: JsonObject, name: str) -> tuple[str, ...]:
    """Read an array that holds only strings that are not empty; the array itself may be empty.

    Raises:
        MemberInvalid: absent, not an array, or an element is not such a string.
    """
    strings: list[str] = []
    for element in array_member(members, name):
        if not isinstance(element, str) or not element:
            raise MemberInvalid(f"{name}: an array of strings is required")
        strings.append(element)
    return tuple(strings)


def optional_string_array_member(
    members: JsonObject, name: str, *, default: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Read an array that holds only strings, or `default` where the object has no such member."""
    return string_array_member(members, name) if name in members else default


def numeric_date_member(members: JsonObject, name: str) -> datetime:
    """Read seconds since 1970 as an aware time in UTC; fractions are kept.

    Raises:
        MemberInvalid: absent, not a number, negative, or past the year 9999.

    Spec: JSON Web Token, Terminology.
    """
    value = _present(members, name)
    if not isinstance(value, _NUMBER) or isinstance(value, bool):
        raise MemberInvalid(f"{name}: a number of seconds is required")
    if not 0 <= value <= _LAST_SECOND:
        raise MemberInvalid(f"{name}: out of range")
    return datetime.fromtimestamp(value, tz=UTC)


def optional_numeric_date_member(members: JsonObject, name: str) -> datetime | None:
    """Read seconds since 1970, or None where the object has no such member."""
    return numeric_date_member(members, name) if name in members else None


def numeric_date(time: datetime) -> int:
    """Whole seconds since 1970 of an aware time, as tokens carry it.

    Raises:
        ValueError: `time` has no time zone.
    """
    if time.tzinfo is None:
        raise ValueError("an aware time is required")
    return int(time.timestamp())


def _present(members: JsonObject, name: str) -> JsonValue:
    try:
        return members[name]
    except KeyError:
        raise MemberInvalid(f"{name}: missing") from None
