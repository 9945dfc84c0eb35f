from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citywallet.runtime.http import FieldRepeated, FieldsInvalid, parse_fields

NAMES = st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable())


@given(st.dictionaries(NAMES, st.text(min_size=1, max_size=50), max_size=20))
def test_what_was_encoded_as_a_form_is_read_back(fields: dict[str, str]) -> None:
    encodable = {name: value for name, value in fields.items() if _is_utf8(value)}
    assert parse_fields(urlencode(encodable).encode()) == encodable


def test_a_field_without_a_value_counts_as_not_sent() -> None:
    assert parse_fields(b"a=&b&c=1") == {"c": "1"}


@pytest.mark.parametrize("encoded", [b"a=1&a=2", b"a=1&a=1", b"a=&a=1", b"a=1&%61=2"])
def test_a_field_that_comes_twice_is_refused(encoded: bytes) -> None:
    with pytest.raises(FieldRepeated):
        parse_fields(encoded)


@pytest.mark.parametrize("encoded", [b"a=%ff", b"%c3=1", b"a=%zz", b"a=%1", b"a=%", b"a=\xff", b"a=% 1"])
def test_bad_escapes_and_bad_utf8_are_refused(encoded: bytes) -> None:
    with pytest.raises(FieldsInvalid):
        parse_fields(encoded)


@pytest.mark.threat(97)
def test_too_many_fields_are_refused_before_they_are_read() -> None:
    with pytest.raises(FieldsInvalid):
        parse_fields(b"&".join(b"%d=1" % number for number in range(51)))
    assert len(parse_fields(b"&".join(b"%d=1" % number for number in range(50)))) == 50


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(encoded: bytes) -> None:
    try:
        fields = parse_fields(encoded)
    except (FieldsInvalid, FieldRepeated):
        return
    assert all(fields.values())


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
