import base64
from typing import Any

import pytest

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.jose import (
    Jws,
    KeyIdInvalid,
    X5cInvalid,
    X5cMissing,
    key_id_of,
    parse_compact_jws,
    serialize_x5c,
    sign_jws,
    x5c_of,
)
from tests.support.keys import a_signing_key


def a_token(header: JsonObject) -> Jws:
    return parse_compact_jws(sign_jws({"typ": "x", **header}, {}, key=a_signing_key()))


def test_certificates_are_read_as_they_were_written() -> None:
    chain = (b"\x30\x01leaf", b"\x30\x02issuer")
    assert x5c_of(a_token(serialize_x5c(chain))) == chain


def test_certificates_are_required() -> None:
    with pytest.raises(X5cMissing):
        x5c_of(a_token({}))


@pytest.mark.parametrize(
    "chain",
    [
        None,
        "AAAA",
        [],
        [""],
        [1],
        [["AAAA"]],
        ["AAA"],
        ["-_-_"],
        ["AA AA"],
        ["AAAA\n"],
        ["가"],
        [base64.b64encode(b"x").decode()] * 9,
    ],
)
def test_certificates_are_refused_when_they_are_malformed(chain: Any) -> None:
    with pytest.raises(X5cInvalid):
        x5c_of(a_token({"x5c": chain}))


def test_a_key_id_is_read_or_absent() -> None:
    assert key_id_of(a_token({"kid": "0ZcOCORZ/../"})) == "0ZcOCORZ/../"
    assert key_id_of(a_token({})) is None


@pytest.mark.threat(4)
@pytest.mark.parametrize("key_id", ["", "a\x00b", "a\nb", "k" * 257, 42, None, ["a"]])
def test_a_key_id_is_refused_when_it_is_no_short_visible_text(key_id: Any) -> None:
    with pytest.raises(KeyIdInvalid):
        key_id_of(a_token({"kid": key_id}))
