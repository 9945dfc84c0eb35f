from typing import Any

import pytest

from citywallet.protocol.cose import (
    CoseSign1,
    X5chainInvalid,
    X5chainMissing,
    serialize_x5chain,
    x5chain_of,
)


def a_message(*, protected: Any = None, unprotected: Any = None) -> CoseSign1:
    return CoseSign1(
        protected=protected or {},
        unprotected=unprotected or {},
        payload=b"",
        signature=b"",
        protected_bytes=b"",
    )


@pytest.mark.parametrize("chain", [(b"leaf",), (b"leaf", b"authority")])
def test_a_chain_is_read_from_either_header(chain: tuple[bytes, ...]) -> None:
    assert x5chain_of(a_message(unprotected=serialize_x5chain(chain))) == chain
    assert x5chain_of(a_message(protected=serialize_x5chain(chain))) == chain


def test_one_certificate_stands_alone_and_several_in_an_array() -> None:
    assert serialize_x5chain((b"leaf",)) == {33: b"leaf"}
    assert serialize_x5chain((b"leaf", b"authority")) == {33: [b"leaf", b"authority"]}


@pytest.mark.parametrize("value", ["leaf", [], [b"leaf"], [b"leaf", "authority"], [b"x"] * 9, None])
def test_a_chain_is_refused_when_it_is_no_short_list_of_byte_strings(value: Any) -> None:
    with pytest.raises(X5chainInvalid):
        x5chain_of(a_message(unprotected={33: value}))


def test_a_message_without_a_chain_is_refused_where_the_signer_is_found_by_it() -> None:
    with pytest.raises(X5chainMissing):
        x5chain_of(a_message())
