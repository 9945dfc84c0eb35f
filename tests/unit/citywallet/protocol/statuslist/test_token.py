from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.jose import JwsMalformed, JwsTypeWrong, claims_of, parse_compact_jws, x5c_of
from citywallet.protocol.keys import SignatureInvalid
from citywallet.protocol.statuslist import (
    CredentialStatus,
    StatusBitsUnsupported,
    StatusListBroken,
    StatusListExpired,
    StatusListFromFuture,
    StatusListTooLarge,
    StatusListWrongUri,
    StatusTokenMalformed,
    VerifiedStatusList,
    compress_list,
    parse_status_list_token,
    verify_status_list_token,
)
from tests.support.keys import ATTACKER, STATUS, a_signing_key
from tests.support.sd_jwts import NOW
from tests.support.status_lists import (
    LIST_URI,
    a_forged_status_list_token,
    a_status_list,
    a_status_list_token,
)
from tests.support.vectors import load_vectors

EXAMPLE = load_vectors("token-status-list/token-example.json")


def verify(text: str, **changes: Any) -> VerifiedStatusList:
    expected: dict[str, Any] = {"key": a_signing_key(STATUS).public, "uri": LIST_URI, "now": NOW, **changes}
    return verify_status_list_token(parse_status_list_token(text), **expected)


def test_the_token_of_the_draft_is_read() -> None:
    token = parse_status_list_token(EXAMPLE["token"])
    expected = EXAMPLE["claims"]
    assert (token.uri, token.bits) == (expected["sub"], expected["bits"])
    assert token.issued_at.timestamp() == expected["iat"]
    assert token.expires_at is not None
    assert token.expires_at.timestamp() == expected["exp"]
    assert token.ttl == timedelta(seconds=expected["ttl"])
    assert token.sequence is None


def test_a_token_is_read_as_it_was_built() -> None:
    status_list = a_status_list({7: CredentialStatus.INVALID, 9: CredentialStatus.SUSPENDED})
    text = a_status_list_token(status_list, sequence=42)
    verified = verify(text)
    assert verified.status_list == status_list
    assert (verified.uri, verified.sequence, verified.issued_at) == (LIST_URI, 42, NOW)
    assert verified.expires_at == NOW + timedelta(hours=24)
    assert verified.ttl == timedelta(minutes=5)
    assert verified.digest == sha256(text.encode()).digest()


def test_a_token_says_how_its_signer_is_found() -> None:
    jws = parse_status_list_token(a_status_list_token(x5c=(b"leaf",))).jws
    assert x5c_of(jws) == (b"leaf",)
    assert list(jws.header) == ["alg", "typ", "x5c"]


def test_the_claims_of_a_token_are_those_of_the_draft_and_the_sequence() -> None:
    claims = claims_of(parse_compact_jws(a_status_list_token()))
    assert set(claims) == {"sub", "iat", "exp", "ttl", "status_list", "citywallet_sequence"}


@pytest.mark.threat(53)
def test_a_token_is_refused_at_the_moment_it_expires() -> None:
    text = a_status_list_token(expires_at=NOW)
    verify(text, now=NOW - timedelta(microseconds=1))
    for now in (NOW, NOW + timedelta(days=1)):
        with pytest.raises(StatusListExpired):
            verify(text, now=now)


def test_a_token_may_be_dated_a_minute_ahead_and_no_more() -> None:
    verify(a_status_list_token(issued_at=NOW + timedelta(seconds=60)))
    with pytest.raises(StatusListFromFuture):
        verify(a_status_list_token(issued_at=NOW + timedelta(seconds=61)))


@pytest.mark.threat(54)
@pytest.mark.parametrize("uri", [LIST_URI + "/", LIST_URI.upper(), "http://localhost:8100/status/2", ""])
def test_a_token_is_refused_when_it_is_of_another_list(uri: str) -> None:
    with pytest.raises(StatusListWrongUri):
        verify(a_status_list_token(), uri=uri)


@pytest.mark.threat(54)
def test_a_token_is_refused_when_another_key_signed_it() -> None:
    with pytest.raises(SignatureInvalid):
        verify(a_status_list_token(key=a_signing_key(ATTACKER)))


@pytest.mark.threat(6)
@pytest.mark.parametrize("typ", ["application/statuslist+jwt", "STATUSLIST+JWT", "dc+sd-jwt", "jwt"])
def test_a_token_is_refused_when_it_is_of_another_type(typ: str) -> None:
    with pytest.raises(JwsTypeWrong):
        verify(a_forged_status_list_token({}, typ=typ))


@pytest.mark.threat(51)
@pytest.mark.parametrize("bits", [0, 3, 16])
def test_a_token_is_refused_when_its_entries_have_other_bits(bits: int) -> None:
    lst = encode_base64url(compress_list(bytes(16)))
    with pytest.raises(StatusBitsUnsupported):
        verify(a_forged_status_list_token({"status_list": {"bits": bits, "lst": lst}}))


@pytest.mark.threat(52)
def test_a_token_is_refused_when_its_list_is_a_bomb_or_broken() -> None:
    for data, error in (
        (compress_list(bytes(32 * 1024 * 1024)), StatusListTooLarge),
        (b"x", StatusListBroken),
    ):
        text = a_forged_status_list_token({"status_list": {"bits": 2, "lst": encode_base64url(data)}})
        with pytest.raises(error):
            verify(text)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("sub", [None, "", 0, ["x"]]),
        ("iat", [None, "", "1", -1, True]),
        ("exp", ["", "1", -1, True, []]),
        ("ttl", ["", 0, -1, True, "1", 2**40, []]),
        ("citywallet_sequence", ["1", 0, -1, 1.0, True]),
        ("status_list", [None, "x", [], {}, {"bits": 2}, {"bits": "2", "lst": "eA"}, {"bits": 2, "lst": ""}]),
        ("status_list", [{"bits": 2, "lst": "eA=="}, {"bits": True, "lst": "eA"}, {"lst": "eA"}]),
    ],
)
def test_a_token_is_refused_when_a_claim_is_wrong(name: str, values: list[Any]) -> None:
    for value in values:
        with pytest.raises(StatusTokenMalformed):
            verify(a_forged_status_list_token({name: value}))


def test_a_token_of_others_may_leave_out_what_the_draft_does_not_require() -> None:
    verified = verify(a_forged_status_list_token(dict.fromkeys(("exp", "ttl", "citywallet_sequence"))))
    assert (verified.expires_at, verified.ttl, verified.sequence) == (None, None, None)


@pytest.mark.parametrize("text", ["", "a.b.c", "e30.e30", "e30.e30.e30~"])
def test_a_token_is_refused_when_it_is_no_token(text: str) -> None:
    with pytest.raises((JwsMalformed, StatusTokenMalformed)):
        parse_status_list_token(text)
