from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    array_member,
    boolean_member,
    integer_member,
    numeric_date,
    numeric_date_member,
    object_member,
    optional_array_member,
    optional_boolean_member,
    optional_integer_member,
    optional_numeric_date_member,
    optional_object_member,
    optional_string_array_member,
    optional_string_member,
    string_array_member,
    string_member,
)

Reader = Callable[[JsonObject, str], Any]

REQUIRED: list[tuple[Reader, Any, list[Any]]] = [
    (string_member, "text", ["", 0, 1, True, None, [], {}]),
    (integer_member, 7, ["7", 1.0, True, False, None, -1, 2**63]),
    (boolean_member, False, [0, 1, "true", None]),
    (object_member, {}, [[], "{}", None, 0]),
    (array_member, [], [{}, "[]", None, 0]),
    (string_array_member, ("a", "b"), ["ab", {}, None, [""], [1], ["a", None]]),
    (numeric_date_member, datetime(2023, 5, 2, 4, tzinfo=UTC), ["1", True, None, -1, 1e15, float("inf")]),
]
OPTIONAL: list[Reader] = [
    optional_string_member,
    optional_integer_member,
    optional_boolean_member,
    optional_object_member,
    optional_array_member,
    optional_numeric_date_member,
]


def _wire(value: Any) -> Any:
    if isinstance(value, datetime):
        return 1683000000
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize(("read", "value", "wrong"), REQUIRED)
def test_a_member_is_read_when_it_has_its_type(read: Reader, value: Any, wrong: list[Any]) -> None:
    assert read({"m": _wire(value)}, "m") == value


@pytest.mark.parametrize(("read", "value", "wrong"), REQUIRED)
def test_a_member_is_refused_when_it_is_absent(read: Reader, value: Any, wrong: list[Any]) -> None:
    with pytest.raises(MemberInvalid, match="m: missing"):
        read({"other": _wire(value)}, "m")


@pytest.mark.parametrize(("read", "value", "wrong"), REQUIRED)
def test_a_member_is_refused_when_it_is_empty_or_of_another_type(
    read: Reader, value: Any, wrong: list[Any]
) -> None:
    for candidate in wrong:
        with pytest.raises(MemberInvalid):
            read({"m": candidate}, "m")


@pytest.mark.parametrize("read", OPTIONAL)
def test_an_optional_member_is_none_only_when_it_is_absent(read: Reader) -> None:
    assert read({}, "m") is None
    with pytest.raises(MemberInvalid):
        read({"m": None}, "m")


def test_an_optional_array_of_strings_has_its_default_only_when_it_is_absent() -> None:
    assert optional_string_array_member({}, "m") == ()
    assert optional_string_array_member({}, "m", default=("a",)) == ("a",)
    assert optional_string_array_member({"m": []}, "m", default=("a",)) == ()
    with pytest.raises(MemberInvalid):
        optional_string_array_member({"m": None}, "m")


def test_an_integer_is_refused_when_it_is_out_of_its_range() -> None:
    assert integer_member({"m": 5}, "m", minimum=5, maximum=5) == 5
    for value in (4, 6):
        with pytest.raises(MemberInvalid):
            integer_member({"m": value}, "m", minimum=5, maximum=5)


def test_a_numeric_date_keeps_its_fraction() -> None:
    assert numeric_date_member({"m": 0.5}, "m") == datetime(1970, 1, 1, microsecond=500_000, tzinfo=UTC)


def test_a_numeric_date_is_written_in_whole_seconds() -> None:
    assert numeric_date(datetime(2023, 5, 2, 4, 0, 0, 999_999, tzinfo=UTC)) == 1683000000


def test_a_numeric_date_is_not_written_from_a_time_without_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        numeric_date(datetime(2023, 5, 2))  # noqa: DTZ001
