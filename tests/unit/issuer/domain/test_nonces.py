"""Nonces that prove themselves."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citywallet.protocol.encoding import decode_base64url, encode_base64url
from issuer.domain.nonces import NonceExpired, NonceUnknown, build_nonce, verify_nonce

SECRET = bytes(range(32))
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
END = NOW + timedelta(minutes=5)


def a_nonce() -> str:
    return build_nonce(secret=SECRET, random=bytes(16), expires_at=END)


def test_a_nonce_tells_its_own_end() -> None:
    assert verify_nonce(a_nonce(), secret=SECRET, now=NOW) == END


def test_a_nonce_is_refused_at_the_moment_it_ends() -> None:
    verify_nonce(a_nonce(), secret=SECRET, now=END - timedelta(microseconds=1))
    with pytest.raises(NonceExpired):
        verify_nonce(a_nonce(), secret=SECRET, now=END)


@pytest.mark.threat(37)
def test_a_nonce_of_another_secret_is_unknown() -> None:
    with pytest.raises(NonceUnknown):
        verify_nonce(a_nonce(), secret=bytes(32), now=NOW)


@pytest.mark.threat(37)
@given(bit=st.integers(0, 40 * 8 - 1))
def test_a_nonce_with_one_bit_changed_is_unknown(bit: int) -> None:
    content = bytearray(decode_base64url(a_nonce()))
    content[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NonceUnknown):
        verify_nonce(encode_base64url(bytes(content)), secret=SECRET, now=NOW)


@pytest.mark.threat(37)
@given(nonce=st.text(max_size=80))
def test_any_other_text_is_unknown(nonce: str) -> None:
    with pytest.raises(NonceUnknown):
        verify_nonce(nonce, secret=SECRET, now=NOW)


def test_a_nonce_needs_sixteen_random_bytes() -> None:
    with pytest.raises(ValueError, match="16"):
        build_nonce(secret=SECRET, random=bytes(15), expires_at=END)
