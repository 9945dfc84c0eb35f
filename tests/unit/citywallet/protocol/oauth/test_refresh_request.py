"""The token request for fresh tokens."""

import pytest

from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oauth import (
    RefreshToken,
    RefreshTokenMissing,
    RefreshTokenRefused,
    RefreshTokenRequest,
    parse_token_request,
    serialize_token_request,
)

FIELDS = {"grant_type": "refresh_token", "refresh_token": "tGzv3JOkF0XG5Qx2TlKWIA"}


def test_refresh_request_of_the_specification_is_read_and_written_again() -> None:
    request = parse_token_request(FIELDS)
    assert request == RefreshTokenRequest(refresh_token=RefreshToken("tGzv3JOkF0XG5Qx2TlKWIA"))
    assert serialize_token_request(request) == FIELDS


def test_client_of_a_refresh_request_is_kept() -> None:
    request = parse_token_request(FIELDS | {"client_id": "wallet", "scope": "ignored"})
    assert serialize_token_request(request) == FIELDS | {"client_id": "wallet"}


@pytest.mark.parametrize("token", ["", "a\nb", "토큰", "x" * 4_097])
def test_refresh_request_without_a_usable_token_is_refused(token: str) -> None:
    with pytest.raises(RefreshTokenMissing) as raised:
        parse_token_request(FIELDS | {"refresh_token": token})
    assert raised.value.code is ErrorCode.INVALID_REQUEST


def test_a_refused_refresh_token_is_an_invalid_grant() -> None:
    assert RefreshTokenRefused.code is ErrorCode.INVALID_GRANT
