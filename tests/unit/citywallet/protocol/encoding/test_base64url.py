import base64

import pytest

from citywallet.protocol.encoding import Base64UrlInvalid, decode_base64url, encode_base64url


@pytest.mark.parametrize(
    ("value", "text"),
    [(b"", ""), (b"f", "Zg"), (b"fo", "Zm8"), (b"foo", "Zm9v"), (b"\xfb\xff\xfe", "-__-"), (b"\x00", "AA")],
)
def test_base64url_writes_and_reads_known_values(value: bytes, text: str) -> None:
    assert encode_base64url(value) == text
    assert decode_base64url(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "Zg==",
        "Zm8=",
        "Zm 9v",
        "Zm9v\n",
        " Zm9v",
        "Zm+v",
        "Zm/v",
        "Z",
        "Zm9vY",
        "Zm9v.",
        "Zmé9",
        "Zm9v\x00",
        "=",
    ],
)
def test_base64url_is_refused_when_it_holds_anything_but_its_alphabet(text: str) -> None:
    with pytest.raises(Base64UrlInvalid):
        decode_base64url(text)


@pytest.mark.parametrize("text", ["Zh", "Zn", "Zm9", "Zm-", "A_", "AAB"])
def test_base64url_is_refused_when_its_unused_bits_are_not_zero(text: str) -> None:
    with pytest.raises(Base64UrlInvalid):
        decode_base64url(text)


def test_base64url_has_one_text_for_every_byte_pair() -> None:
    for number in range(0, 65_536, 7):
        value = number.to_bytes(2)
        assert encode_base64url(value) == base64.urlsafe_b64encode(value).decode().rstrip("=")
        assert decode_base64url(encode_base64url(value)) == value
