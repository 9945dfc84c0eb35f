from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from citywallet.protocol.oauth import (
    AuthorizationCodeRefused,
    CodeTokenRequest,
    RedirectUri,
)
from citywallet.protocol.pkce import (
    CodeVerifier,
    CodeVerifierWrong,
    code_challenge_of,
)
from issuer.domain.authorization_codes import CodeRedeemed, CodeTerms, Issued, RefusedCode, redeem_code
from issuer.domain.authorizations import AllowedCredential
from issuer.domain.clients import Client
from issuer.domain.identifiers import AuthorizationId, CitizenId, CredentialConfigurationId

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
VERIFIER = CodeVerifier("v" * 43)
KEY, OTHER_KEY = b"k" * 32, b"o" * 32
FIRST, SECOND = AuthorizationId("first"), AuthorizationId("second")
REQUEST = CodeTokenRequest(
    code="c-1", code_verifier=VERIFIER, redirect_uri=RedirectUri("https://wallet.example/cb")
)


def a_code(*, key: bytes | None = None) -> Issued:
    terms = CodeTerms(
        client_id="wallet",
        redirect_uri=REQUEST.redirect_uri,
        code_challenge=code_challenge_of(VERIFIER),
        dpop_thumbprint=key,
        citizen_id=CitizenId("c-1"),
        credentials=(
            AllowedCredential(configuration_id=CredentialConfigurationId("citizen-id"), identifier=None),
        ),
        offer_id=None,
        issued_at=NOW,
        expires_at=NOW + timedelta(seconds=60),
    )
    return Issued(terms=terms)


def attempt(code: Issued | CodeRedeemed, request: CodeTokenRequest = REQUEST, **changes: Any) -> Any:
    client = Client(
        id=changes.pop("id", "wallet"), instance_thumbprint=None, dpop_thumbprint=changes.pop("key", None)
    )
    given = {"client": client, "authorization_id": SECOND, "now": NOW} | changes
    return redeem_code(code, request, **given)


def test_code_is_redeemed_by_the_wallet_that_asked_until_its_minute_is_over() -> None:
    redeemed = attempt(a_code(), now=NOW + timedelta(seconds=59))
    assert isinstance(redeemed, CodeRedeemed)
    assert redeemed.authorization_id == SECOND


@pytest.mark.threat(36)
def test_code_is_refused_at_the_moment_it_expires() -> None:
    refused = attempt(a_code(), now=NOW + timedelta(seconds=60))
    assert isinstance(refused.error, AuthorizationCodeRefused)


@pytest.mark.threat(34)
def test_second_use_with_everything_right_ends_what_the_first_gave() -> None:
    used = CodeRedeemed(terms=a_code().terms, authorization_id=FIRST)
    refused = attempt(used)
    assert isinstance(refused, RefusedCode)
    assert (type(refused.error), refused.to_end) == (AuthorizationCodeRefused, FIRST)


@pytest.mark.threat(34)
@pytest.mark.threat(41)
@pytest.mark.parametrize(
    ("request_", "changes", "error"),
    [
        (REQUEST, {"id": "another"}, AuthorizationCodeRefused),
        (REQUEST, {"id": None}, AuthorizationCodeRefused),
        (
            replace(REQUEST, redirect_uri=RedirectUri("https://wallet.example/cb/")),
            {},
            AuthorizationCodeRefused,
        ),
        (replace(REQUEST, code_verifier=CodeVerifier("w" * 43)), {}, CodeVerifierWrong),
    ],
)
def test_whoever_lacks_something_gets_nothing_and_ends_nothing(
    request_: CodeTokenRequest, changes: dict[str, Any], error: type[Exception]
) -> None:
    for code in (a_code(), CodeRedeemed(terms=a_code().terms, authorization_id=FIRST)):
        refused = attempt(code, request_, **changes)
        assert isinstance(refused, RefusedCode)
        assert isinstance(refused.error, error)
        assert refused.to_end is None


@pytest.mark.threat(39)
def test_code_bound_to_a_key_needs_that_key() -> None:
    assert isinstance(attempt(a_code(key=KEY), key=KEY), CodeRedeemed)
    for key in (None, OTHER_KEY):
        assert isinstance(attempt(a_code(key=KEY), key=key).error, AuthorizationCodeRefused)


def test_code_bound_to_no_key_may_come_with_one() -> None:
    assert isinstance(attempt(a_code(), key=KEY), CodeRedeemed)
