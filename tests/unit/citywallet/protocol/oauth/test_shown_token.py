"""Showing a token under its scheme, and the challenge that answers a token that is not taken."""

import pytest

from citywallet.protocol.oauth import (
    AccessRefused,
    AccessToken,
    AccessTokenInQuery,
    AccessTokenMalformed,
    AccessTokenMissing,
    AccessTokenRefused,
    DpopProofInvalid,
    ShownToken,
    TokenType,
    authorization_header,
    parse_authorization_header,
    resource_challenge,
)

TOKEN = AccessToken("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU")
BOTH = 'Bearer realm="credentials", DPoP algs="ES256"'


@pytest.mark.parametrize("token_type", TokenType)
def test_a_shown_token_survives_the_header(token_type: TokenType) -> None:
    shown = ShownToken(type=token_type, token=TOKEN)
    assert parse_authorization_header(authorization_header(shown), query_names=()) == shown


@pytest.mark.parametrize("scheme", ["DPoP", "dpop", "DPOP"])
def test_the_case_of_the_scheme_is_free(scheme: str) -> None:
    assert parse_authorization_header(f"{scheme}  {TOKEN}", query_names=()).type is TokenType.DPOP


@pytest.mark.parametrize("header", ["Basic YTpi", "DPoP", "DPoP ", "DPoP a b", "DPoP,a", TOKEN])
def test_another_header_is_refused(header: str) -> None:
    with pytest.raises(AccessTokenMalformed):
        parse_authorization_header(header, query_names=())


def test_a_request_without_header_shows_no_token() -> None:
    with pytest.raises(AccessTokenMissing):
        parse_authorization_header(None, query_names=())


def test_a_token_in_the_address_is_refused_whatever_the_header_says() -> None:
    with pytest.raises(AccessTokenInQuery):
        parse_authorization_header(f"DPoP {TOKEN}", query_names=("access_token",))


def test_the_challenge_gives_the_reason_under_the_scheme_that_was_tried() -> None:
    refused = AccessRefused(AccessTokenRefused(), attempted=TokenType.BEARER)
    reason = 'error="invalid_token", error_description="The access token is unknown or has expired."'
    assert resource_challenge(refused) == f'Bearer {reason}, DPoP algs="ES256"'
    bound = AccessRefused(DpopProofInvalid(), attempted=TokenType.DPOP, fresh_nonce="n")
    reason = 'error="invalid_dpop_proof", error_description="The DPoP proof is not valid."'
    assert resource_challenge(bound) == f'DPoP {reason}, algs="ES256"'


def test_the_challenge_tells_no_reason_to_who_showed_nothing() -> None:
    assert resource_challenge(AccessRefused(AccessTokenMissing(), attempted=None)) == BOTH
