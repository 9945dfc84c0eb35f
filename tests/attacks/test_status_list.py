"""Cases 51 to 54 and 128, as far as the format goes: a list that must not be read as "valid"."""

import zlib
from datetime import timedelta
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.jose import AlgorithmRefused, parse_compact_jws
from citywallet.protocol.keys import SignatureInvalid
from citywallet.protocol.merkle import InclusionProofInvalid, inclusion_path, merkle_root, verify_inclusion
from citywallet.protocol.sdjwtvc import verify_credential
from citywallet.protocol.statuslist import (
    CredentialStatus,
    StatusBitsUnsupported,
    StatusIndexOutOfRange,
    StatusList,
    StatusListBroken,
    StatusListExpired,
    StatusListTooLarge,
    StatusListWrongUri,
    StatusValueUnknown,
    VerifiedStatusList,
    compress_list,
    decompress_list,
    parse_status_list_token,
    verify_status_list_token,
)
from tests.support.keys import ATTACKER, STATUS, a_signing_key
from tests.support.sd_jwts import NOW, a_credential
from tests.support.status_lists import (
    LIST_URI,
    a_forged_status_list_token,
    a_status_list,
    a_status_list_token,
)


def verify(text: str, **changes: Any) -> VerifiedStatusList:
    expected: dict[str, Any] = {"key": a_signing_key(STATUS).public, "uri": LIST_URI, "now": NOW, **changes}
    return verify_status_list_token(parse_status_list_token(text), **expected)


def a_token_with(*, bits: Any, data: bytes) -> str:
    return a_forged_status_list_token({"status_list": {"bits": bits, "lst": encode_base64url(data)}})


@pytest.mark.threat(51)
@given(st.one_of(st.integers(-(2**64), -1), st.integers(4096, 2**64), st.sampled_from([4096, 2**31, 2**63])))
def test_no_index_outside_the_list_has_a_status(index: int) -> None:
    with pytest.raises(StatusIndexOutOfRange):
        a_status_list().status_at(index)


@pytest.mark.threat(51)
@given(st.binary(min_size=1, max_size=16), st.sampled_from([1, 2, 4, 8]), st.integers(-20, 200))
def test_an_entry_is_one_of_three_states_or_unknown(data: bytes, bits: int, index: int) -> None:
    status_list = StatusList(bits=bits, data=data)
    number = int.from_bytes(data, "little") >> (index * bits) & (2**bits - 1) if index >= 0 else None
    try:
        status = status_list.status_at(index)
    except StatusIndexOutOfRange:
        assert not 0 <= index < len(data) * 8 // bits
    except StatusValueUnknown:
        assert number is not None
        assert number > 2
    else:
        assert status == number


@pytest.mark.threat(51)
@pytest.mark.parametrize("bits", [3, 0, -1, 5, 16, 2**40])
def test_a_list_of_three_bits_is_refused(bits: int) -> None:
    with pytest.raises(ProtocolError) as refused:
        verify(a_token_with(bits=bits, data=compress_list(bytes(16))))
    if bits > 0:
        assert isinstance(refused.value, StatusBitsUnsupported)


@pytest.mark.threat(52)
def test_a_zip_bomb_is_refused_at_once() -> None:
    bomb = zlib.compress(bytes(64 * 1024 * 1024), 9)
    text = a_token_with(bits=2, data=bomb)
    start = process_time()
    with pytest.raises(StatusListTooLarge):
        verify(text)
    assert process_time() - start < 0.5


@pytest.mark.threat(52)
@pytest.mark.parametrize(
    "follower", [b"\x00", b"trailing", zlib.compress(bytes(1024)), compress_list(b"\xff" * 1024)]
)
def test_a_list_with_trailing_data_or_a_second_stream_is_refused(follower: bytes) -> None:
    with pytest.raises(StatusListBroken):
        verify(a_token_with(bits=2, data=compress_list(bytes(1024)) + follower))


@pytest.mark.threat(52)
@settings(max_examples=200)
@given(st.one_of(st.binary(max_size=64), st.binary(max_size=64).map(lambda tail: b"x\x9c" + tail)))
def test_any_bytes_are_a_bounded_list_or_refused(compressed: bytes) -> None:
    try:
        data = decompress_list(compressed, limit=1024)
    except StatusListBroken:
        return
    assert len(data) <= 1024
    assert zlib.decompress(compressed) == data


@pytest.mark.threat(53)
def test_an_expired_list_is_refused() -> None:
    text = a_status_list_token(issued_at=NOW - timedelta(days=2), expires_at=NOW - timedelta(days=1))
    with pytest.raises(StatusListExpired):
        verify(text)


@pytest.mark.threat(53)
def test_an_older_list_shows_its_age_and_sequence() -> None:
    revoked = a_status_list({7: CredentialStatus.INVALID})
    older = verify(a_status_list_token(sequence=1, issued_at=NOW - timedelta(hours=2)))
    newer = verify(a_status_list_token(revoked, sequence=2, issued_at=NOW))
    assert older.sequence == 1
    assert newer.sequence == 2
    assert older.issued_at < newer.issued_at
    assert older.digest != newer.digest
    assert older.ttl is not None
    assert older.issued_at + older.ttl < NOW


@pytest.mark.threat(54)
def test_a_list_of_another_issuer_is_refused() -> None:
    theirs = a_status_list_token(key=a_signing_key(ATTACKER))
    with pytest.raises(SignatureInvalid):
        verify(theirs)


@pytest.mark.threat(54)
def test_a_list_is_held_against_the_uri_that_the_credential_signed() -> None:
    credential = verify_credential(a_credential(), key=a_signing_key().public)
    assert credential.status is not None
    verify(a_status_list_token(uri=credential.status.uri), uri=credential.status.uri)
    moved = a_status_list_token(uri="http://localhost:8100/status/moved")
    for text, uri in (
        (moved, credential.status.uri),
        (a_status_list_token(), "http://localhost:8100/status/moved"),
    ):
        with pytest.raises(StatusListWrongUri):
            verify(text, uri=uri)


@pytest.mark.threat(1)
def test_a_list_without_signature_is_refused() -> None:
    jws = parse_compact_jws(a_status_list_token())
    header = encode_base64url(b'{"alg":"none","typ":"statuslist+jwt"}')
    payload = encode_base64url(jws.payload)
    with pytest.raises(AlgorithmRefused):
        verify(f"{header}.{payload}.")


@pytest.mark.threat(128)
@settings(max_examples=60)
@given(st.integers(0, 15), st.integers(0, 15))
def test_a_chunk_of_the_list_proves_nothing_at_another_place(here: int, there: int) -> None:
    chunks = [bytes([number]) * 32 for number in range(16)]
    root, path = merkle_root(chunks), inclusion_path(chunks, here)
    if here == there:
        verify_inclusion(leaf=chunks[here], index=there, size=16, path=path, root=root)
        return
    with pytest.raises(InclusionProofInvalid):
        verify_inclusion(leaf=chunks[here], index=there, size=16, path=path, root=root)
