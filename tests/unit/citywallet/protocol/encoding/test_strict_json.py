import pytest

from citywallet.protocol.encoding import (
    JsonDuplicateKey,
    JsonInvalid,
    JsonNotAnObject,
    JsonNumberOutOfRange,
    JsonTooDeep,
    JsonTooLarge,
    parse_json,
    parse_json_object,
    serialize_json,
)


def test_json_is_read_from_text_and_from_bytes_alike() -> None:
    assert parse_json('{"이름": ["가", 1, -2.5, true, null]}') == {"이름": ["가", 1, -2.5, True, None]}
    assert parse_json('{"이름": "가"}'.encode()) == {"이름": "가"}


def test_json_may_stand_in_white_space() -> None:
    assert parse_json(" \t\r\n[1] \n") == [1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{",
        "[1,]",
        '{"a":1,}',
        "{'a':1}",
        "[1] x",
        "[1][2]",
        "nul",
        '"\x01"',
        '{"a" 1}',
        "01",
        "+1",
        ".5",
    ],
)
def test_json_is_refused_when_it_is_not_well_formed(text: str) -> None:
    with pytest.raises(JsonInvalid):
        parse_json(text)


@pytest.mark.parametrize("text", [b"\xff", b'"\xed\xa0\x80"', b"\xef\xbb\xbf{}", '"\ud800"', "\ufeff{}"])
def test_json_is_refused_when_it_is_not_plain_utf8(text: str | bytes) -> None:
    with pytest.raises(JsonInvalid):
        parse_json(text)


@pytest.mark.parametrize("text", [r'"\ud800"', r'{"\uD83D": 1}', r'["\udc00\ud800"]', r'"\ud83dx\ude00"'])
def test_json_is_refused_when_it_escapes_half_a_character(text: str) -> None:
    with pytest.raises(JsonInvalid):
        parse_json(text)


def test_json_may_escape_a_whole_character_in_two_halves() -> None:
    assert parse_json(r'["\ud83d\ude00", "\uD55C", "\\ud800"]') == ["😀", "한", "\\ud800"]


@pytest.mark.threat(5)
@pytest.mark.parametrize(
    "text", ['{"a":1,"a":1}', '{"x":[{"b":1,"c":2,"b":3}]}', r'{"a":1,"\u0061":2}', '{"":1,"":2}']
)
def test_json_is_refused_when_an_object_repeats_a_name(text: str) -> None:
    with pytest.raises(JsonDuplicateKey):
        parse_json(text)


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "[-Infinity]",
        "1e400",
        "-1e999",
        "9" * 5000,
        str(2**64),
        str(-(2**63) - 1),
        "1" + "0" * 20,
    ],
)
def test_json_is_refused_when_a_number_is_out_of_range(text: str) -> None:
    with pytest.raises(JsonNumberOutOfRange):
        parse_json(text)


def test_json_integers_of_64_bits_are_read_exactly() -> None:
    assert parse_json(f"[{2**64 - 1}, {-(2**63)}]") == [2**64 - 1, -(2**63)]


@pytest.mark.threat(5)
@pytest.mark.parametrize(
    "text",
    ["[" * 33 + "]" * 33, '{"a":' * 33 + "1" + "}" * 33, "[" * 60_000, '[{"a":' * 10_000, "[" * 33 + '"'],
)
def test_json_is_refused_when_it_nests_too_deeply(text: str) -> None:
    with pytest.raises(JsonTooDeep):
        parse_json(text)


def test_json_may_nest_to_the_limit() -> None:
    assert parse_json("[" * 32 + "]" * 32)


def test_json_may_hold_many_brackets_side_by_side_or_in_texts() -> None:
    assert parse_json("[" + ",".join(["[]"] * 200) + "]") == [[]] * 200
    assert parse_json('["' + "[{" * 100 + r"\"[" + '"]') == ["[{" * 100 + '"[']


def test_json_of_unclosed_texts_is_refused_without_long_searching() -> None:
    with pytest.raises(JsonInvalid):
        parse_json("[" * 20 + '"\\"' * 20_000 + "[" * 20 + "\\")


def test_json_is_refused_when_it_is_too_long() -> None:
    with pytest.raises(JsonTooLarge):
        parse_json('"' + "a" * 65_536 + '"')
    with pytest.raises(JsonTooLarge):
        parse_json('"가가가"', max_bytes=10)
    assert parse_json('"가가가"', max_bytes=11) == "가가가"


@pytest.mark.parametrize("text", ["[]", "1", '"{}"', "null", "true"])
def test_a_json_object_is_required_where_one_is_expected(text: str) -> None:
    with pytest.raises(JsonNotAnObject):
        parse_json_object(text)


def test_json_is_written_compactly_in_utf8() -> None:
    assert serialize_json({"b": "가", "a": [1, None]}) == '{"b":"가","a":[1,null]}'.encode()


@pytest.mark.parametrize("value", ["\ud800", 2**64])
def test_json_is_not_written_when_a_reader_would_refuse_it(value: str | int) -> None:
    with pytest.raises(TypeError):
        serialize_json(value)
