import pytest

from citywallet.protocol.encoding import (
    CborInvalid,
    CborNotAMap,
    CborTag,
    CborTooLarge,
    parse_cbor,
    parse_cbor_map,
    serialize_cbor,
)


# From RFC 8949, Appendix A.
@pytest.mark.parametrize(
    ("encoded", "value"),
    [
        ("00", 0),
        ("1bffffffffffffffff", 2**64 - 1),
        ("3903e7", -1000),
        ("f93e00", 1.5),
        ("fb3ff199999999999a", 1.1),
        ("f4", False),
        ("f6", None),
        ("4401020304", b"\x01\x02\x03\x04"),
        ("62c3bc", "ü"),
        ("8301820203820405", [1, [2, 3], [4, 5]]),
        ("a201020304", {1: 2, 3: 4}),
        ("a26161016162820203", {"a": 1, "b": [2, 3]}),
        ("c074323031332d30332d32315432303a30343a30305a", CborTag(0, "2013-03-21T20:04:00Z")),
        ("c11a514b67b0", CborTag(1, 1363896240)),
        ("c249010000000000000000", CborTag(2, b"\x01" + bytes(8))),
        ("d818456449455446", CborTag(24, b"dIETF")),
    ],
)
def test_cbor_is_read_with_its_tags_left_alone(encoded: str, value: object) -> None:
    assert parse_cbor(bytes.fromhex(encoded)) == value


def test_cbor_inside_of_a_tag_is_read_like_any_other() -> None:
    value = parse_cbor(bytes.fromhex("d28201a10203"))
    assert isinstance(value, CborTag)
    assert value.value == [1, {2: 3}]


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param("", id="nothing"),
        pytest.param("8201", id="cut short"),
        pytest.param("0000", id="bytes after the value"),
        pytest.param("1c", id="reserved length"),
        pytest.param("ff", id="break outside of anything"),
        pytest.param("61ff", id="text that is not UTF-8"),
        pytest.param("9fff", id="array of indefinite length"),
        pytest.param("bfff", id="map of indefinite length"),
        pytest.param("5f4101ff", id="byte string in chunks"),
        pytest.param("5b7fffffffffffffff", id="length beyond any memory"),
        pytest.param("9b7fffffffffffffff", id="count beyond any memory"),
        pytest.param("f97e00", id="not a number"),
        pytest.param("f97c00", id="infinity"),
        pytest.param("f7", id="undefined"),
        pytest.param("f0", id="simple value"),
        pytest.param("a1f501", id="key that is true"),
        pytest.param("a1410101", id="key that is a byte string"),
        pytest.param("a18001", id="key that is an array"),
        pytest.param("a1f93c0001", id="key that is a fraction"),
    ],
)
def test_cbor_is_refused_when_it_is_not_plain_and_whole(encoded: str) -> None:
    with pytest.raises(CborInvalid):
        parse_cbor(bytes.fromhex(encoded))


@pytest.mark.threat(5)
@pytest.mark.parametrize("encoded", ["a201010102", "a2616101616102", "81a200000001", "a20101180102"])
def test_cbor_is_refused_when_a_map_repeats_a_key(encoded: str) -> None:
    with pytest.raises(CborInvalid):
        parse_cbor(bytes.fromhex(encoded))


@pytest.mark.threat(17)
@pytest.mark.parametrize("opening", [b"\x81", b"\xa1\x00", b"\xd8\x18", b"\xd8\x1c\x81"])
def test_cbor_is_refused_when_it_is_nested_too_deeply(opening: bytes) -> None:
    with pytest.raises(CborInvalid):
        parse_cbor(opening * 10_000 + b"\x00")


def test_cbor_with_a_value_that_contains_itself_is_read_as_plain_tags() -> None:
    assert parse_cbor(bytes.fromhex("d81c81d81d00")) == CborTag(28, [CborTag(29, 0)])


def test_cbor_is_refused_when_it_is_longer_than_allowed() -> None:
    with pytest.raises(CborTooLarge):
        parse_cbor(b"\x43abc", max_bytes=3)


def test_a_value_that_is_no_map_is_refused_where_one_is_required() -> None:
    with pytest.raises(CborNotAMap):
        parse_cbor_map(b"\x80")


def test_cbor_is_written_with_definite_and_shortest_lengths() -> None:
    value = {1: b"\x01", 33: [CborTag(24, b"\xa0"), 255, "ü"]}
    assert serialize_cbor(value).hex() == "a2014101182183d81841a018ff62c3bc"
