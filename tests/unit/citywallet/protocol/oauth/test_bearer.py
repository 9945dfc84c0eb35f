import pytest

from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oauth import (
    AccessToken,
    AccessTokenInQuery,
    AccessTokenMalformed,
    AccessTokenMissing,
    AccessTokenRefused,
    bearer_header,
    parse_bearer_header,
    www_authenticate,
)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_bearer_token_is_read_whatever_the_case_of_its_scheme(scheme: str) -> None:
    assert parse_bearer_header(f"{scheme} czZCaGRSa3F0Mz", query_names=()) == "czZCaGRSa3F0Mz"


def test_bearer_token_survives_the_header() -> None:
    token = AccessToken("a.b-c_d~e+f/g==")
    assert parse_bearer_header(bearer_header(token), query_names=("page",)) == token


@pytest.mark.parametrize("header", [None, ""])
def test_request_is_refused_without_token(header: str | None) -> None:
    with pytest.raises(AccessTokenMissing) as caught:
        parse_bearer_header(header, query_names=())
    assert caught.value.code is ErrorCode.INVALID_TOKEN


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Basic YTpi", "DPoP abc", "abc", "Bearer a b", "Bearer a,b", "Bearer 토"]
)
def test_request_is_refused_when_the_header_is_no_bearer_header(header: str) -> None:
    with pytest.raises(AccessTokenMalformed):
        parse_bearer_header(header, query_names=())


@pytest.mark.parametrize("header", [None, "Bearer abc"])
def test_token_in_the_address_is_refused_whatever_the_header_says(header: str | None) -> None:
    with pytest.raises(AccessTokenInQuery) as caught:
        parse_bearer_header(header, query_names=("access_token",))
    assert caught.value.code is ErrorCode.INVALID_REQUEST


def test_request_without_token_learns_no_error_code() -> None:
    assert www_authenticate(AccessTokenMissing()) == 'Bearer realm="credentials"'


def test_challenge_names_code_and_sentence_but_no_detail() -> None:
    challenge = www_authenticate(AccessTokenRefused("token 7 expired"))
    assert challenge == f'Bearer error="invalid_token", error_description="{AccessTokenRefused.public}"'
