from typing import Any

import pytest

from citywallet.protocol.cose import parse_cose_key, serialize_cose_key
from citywallet.protocol.encoding import serialize_cbor
from citywallet.protocol.keys import JwkMalformed, KeyNotOnCurve, KeyUnsupported, PrivateKeyExposed
from tests.support.keys import a_signing_key

# RFC 9052, Appendix C.7.1, the key with the kid "11".
EXAMPLE: dict[Any, Any] = {
    -1: 1,
    -2: bytes.fromhex("bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff"),
    -3: bytes.fromhex("20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e"),
    1: 2,
    2: b"11",
}


def test_the_example_of_the_specification_is_read() -> None:
    key = parse_cose_key(EXAMPLE)
    assert (key.x, key.y) == (EXAMPLE[-2], EXAMPLE[-3])


def test_a_key_comes_back_and_is_written_deterministically() -> None:
    key = a_signing_key().public
    written = serialize_cose_key(key)
    assert parse_cose_key(written) == key
    assert serialize_cbor(written) == serialize_cbor(dict(sorted(written.items(), key=_encoded_key)))


def _encoded_key(member: tuple[Any, Any]) -> bytes:
    return serialize_cbor(member[0])


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({1: 1}, KeyUnsupported),
        ({-1: 3}, KeyUnsupported),
        ({3: -35}, KeyUnsupported),
        ({-3: True}, KeyUnsupported),
        ({-2: b"\x01"}, JwkMalformed),
        ({-2: "text"}, JwkMalformed),
        ({-3: bytes(32)}, KeyNotOnCurve),
        ({-4: bytes(32)}, PrivateKeyExposed),
    ],
)
def test_a_key_is_refused_when_one_member_is_wrong(change: dict[Any, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_cose_key(EXAMPLE | change)


@pytest.mark.parametrize("label", [1, -1, -2, -3])
def test_a_key_is_refused_when_a_member_is_missing(label: int) -> None:
    with pytest.raises(JwkMalformed):
        parse_cose_key({name: value for name, value in EXAMPLE.items() if name != label})
