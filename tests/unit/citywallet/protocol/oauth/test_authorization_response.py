from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from citywallet.protocol.oauth import (
    AuthorizationCodeIssued,
    AuthorizationResponseForeign,
    AuthorizationResponseOfAnother,
    AuthorizationResponseUnreadable,
    ErrorResponse,
    ResponseTarget,
    build_authorization_response,
    parse_authorization_response,
    parse_redirect_uri,
)
from tests.support.messages import ISSUER_ID

FIELDS = {"code": "SplxlOBeZQQYbYS6WxSbIA", "state": "s 1&x=y", "iss": ISSUER_ID}


def a_target(uri: str = "https://wallet.example.org/cb", state: str | None = "s 1&x=y") -> ResponseTarget:
    return ResponseTarget(client_id="wallet", redirect_uri=parse_redirect_uri(uri), state=state)


@pytest.mark.parametrize(
    ("uri", "start"),
    [
        ("https://wallet.example.org/cb", "https://wallet.example.org/cb?code="),
        ("https://wallet.example.org/cb?a=1", "https://wallet.example.org/cb?a=1&code="),
        ("https://wallet.example.org/cb?", "https://wallet.example.org/cb?code="),
        ("org.example.wallet:/cb", "org.example.wallet:/cb?code="),
        ("wallet://cb", "wallet://cb?code="),
    ],
)
def test_code_is_brought_back_to_the_wallets_address(uri: str, start: str) -> None:
    address = build_authorization_response(
        AuthorizationCodeIssued(code="c-1"), target=a_target(uri), issuer=ISSUER_ID
    )
    assert address.startswith(start)
    fields = dict(parse_qsl(urlsplit(address).query))
    assert (fields["code"], fields["state"], fields["iss"]) == ("c-1", "s 1&x=y", ISSUER_ID)


def test_error_is_brought_back_with_issuer_and_without_a_state_that_nobody_sent() -> None:
    error = ErrorResponse(error="access_denied", description="The citizen declined.")
    address = build_authorization_response(error, target=a_target(state=None), issuer=ISSUER_ID)
    assert dict(parse_qsl(urlsplit(address).query)) == {
        "error": "access_denied",
        "error_description": "The citizen declined.",
        "iss": ISSUER_ID,
    }


def test_response_is_read_by_the_wallet_that_waits_for_it() -> None:
    response = parse_authorization_response(FIELDS, issuer=ISSUER_ID, state="s 1&x=y", names_issuer=True)
    assert response == AuthorizationCodeIssued(code="SplxlOBeZQQYbYS6WxSbIA")


def test_error_is_read_as_one() -> None:
    fields = {"error": "access_denied", "state": "s", "iss": ISSUER_ID}
    response = parse_authorization_response(fields, issuer=ISSUER_ID, state="s", names_issuer=True)
    assert response == ErrorResponse(error="access_denied")


def test_issuer_may_be_unnamed_where_the_server_never_promised_it() -> None:
    fields = {"code": "c", "state": "s"}
    response = parse_authorization_response(fields, issuer=ISSUER_ID, state="s", names_issuer=False)
    assert response == AuthorizationCodeIssued(code="c")


@pytest.mark.threat(41)
@pytest.mark.parametrize(("iss", "names_issuer"), [("https://evil.example", False), (None, True), ("", True)])
def test_response_of_another_server_is_refused(iss: str | None, names_issuer: bool) -> None:
    fields = {name: value for name, value in (FIELDS | {"iss": iss}).items() if value is not None}
    with pytest.raises(AuthorizationResponseOfAnother):
        parse_authorization_response(
            fields, issuer=ISSUER_ID, state=FIELDS["state"], names_issuer=names_issuer
        )


@pytest.mark.parametrize("changes", [{"state": "another"}, {"state": None}])
def test_response_to_another_request_is_refused(changes: dict[str, Any]) -> None:
    fields = {name: value for name, value in (FIELDS | changes).items() if value is not None}
    with pytest.raises(AuthorizationResponseForeign):
        parse_authorization_response(fields, issuer=ISSUER_ID, state=FIELDS["state"], names_issuer=True)


@pytest.mark.parametrize("code", [None, "", "x" * 1_025])
def test_response_without_code_and_without_error_is_refused(code: str | None) -> None:
    fields = {name: value for name, value in (FIELDS | {"code": code}).items() if value is not None}
    with pytest.raises(AuthorizationResponseUnreadable):
        parse_authorization_response(fields, issuer=ISSUER_ID, state=FIELDS["state"], names_issuer=True)
