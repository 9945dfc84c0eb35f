from urllib.parse import parse_qsl

import pytest

from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import (
    PRE_AUTHORIZED_CODE_GRANT,
    AuthorizationCodeMissing,
    AuthorizationDetailsInvalid,
    CodeTokenRequest,
    CredentialDetail,
    GrantTypeMissing,
    GrantTypeUnsupported,
    PreAuthorizedCodeMissing,
    PreAuthorizedTokenRequest,
    RedirectUri,
    RedirectUriInvalid,
    RedirectUriMissing,
    TxCodeMissing,
    TxCodeUnexpected,
    check_tx_code_presence,
    parse_token_request,
    serialize_token_request,
)
from citywallet.protocol.pkce import (
    CodeVerifier,
    CodeVerifierMalformed,
    CodeVerifierMissing,
)
from tests.support.vectors import load_vectors

CODE_FIELDS = dict(parse_qsl(load_vectors("oid4vci/code_token_request.json")["form"]))
FIELDS = {"grant_type": PRE_AUTHORIZED_CODE_GRANT, "pre-authorized_code": "code-1", "tx_code": "493536"}


def test_token_request_of_the_specification_is_read() -> None:
    request = parse_token_request(dict(parse_qsl(load_vectors("oid4vci/token_request.json")["form"])))
    assert isinstance(request, PreAuthorizedTokenRequest)
    assert (request.pre_authorized_code, request.tx_code) == ("SplxlOBeZQQYbYS6WxSbIA", "493536")
    assert request.client_id is None
    assert request.authorization_details == (
        CredentialDetail(credential_configuration_id="UniversityDegreeCredential"),
    )


def test_token_request_for_a_code_of_the_specification_is_read() -> None:
    request = parse_token_request(CODE_FIELDS)
    assert request == CodeTokenRequest(
        code="SplxlOBeZQQYbYS6WxSbIA",
        code_verifier=CodeVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        redirect_uri=RedirectUri("https://wallet.example.org/cb"),
    )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"code": ""}, AuthorizationCodeMissing),
        ({"code": "x" * 1_025}, AuthorizationCodeMissing),
        ({"redirect_uri": ""}, RedirectUriMissing),
        ({"redirect_uri": "javascript:alert(1)"}, RedirectUriInvalid),
        ({"code_verifier": ""}, CodeVerifierMissing),
        ({"code_verifier": "short"}, CodeVerifierMalformed),
        ({"authorization_details": "{}"}, AuthorizationDetailsInvalid),
    ],
)
def test_token_request_for_a_code_is_refused_when_one_thing_is_wrong(
    changes: dict[str, str], refusal: type[ProtocolError]
) -> None:
    with pytest.raises(refusal):
        parse_token_request(CODE_FIELDS | changes)


def test_token_request_ignores_what_it_does_not_know() -> None:
    fields = FIELDS | {"scope": "x", "user_pin": "1", "resource": "https://issuer.example.com"}
    assert parse_token_request(fields) == PreAuthorizedTokenRequest(
        pre_authorized_code="code-1", tx_code="493536"
    )


def test_field_without_value_counts_as_absent() -> None:
    assert parse_token_request(FIELDS | {"tx_code": "", "client_id": ""}) == PreAuthorizedTokenRequest(
        pre_authorized_code="code-1"
    )


def test_token_request_is_refused_with_details_that_cannot_be_read() -> None:
    with pytest.raises(AuthorizationDetailsInvalid):
        parse_token_request(FIELDS | {"authorization_details": "x" * 20_000})


@pytest.mark.parametrize("grant_type", [None, ""])
def test_token_request_is_refused_without_grant_type(grant_type: str | None) -> None:
    fields = {name: value for name, value in FIELDS.items() if name != "grant_type"}
    with pytest.raises(GrantTypeMissing) as caught:
        parse_token_request(fields if grant_type is None else fields | {"grant_type": grant_type})
    assert caught.value.code is ErrorCode.INVALID_REQUEST


@pytest.mark.parametrize("grant_type", ["implicit", "password", PRE_AUTHORIZED_CODE_GRANT.upper()])
def test_token_request_is_refused_for_another_grant(grant_type: str) -> None:
    with pytest.raises(GrantTypeUnsupported) as caught:
        parse_token_request(FIELDS | {"grant_type": grant_type})
    assert caught.value.code is ErrorCode.UNSUPPORTED_GRANT_TYPE


@pytest.mark.parametrize("code", ["", "x" * 1_025])
def test_token_request_is_refused_without_a_code_that_could_be_ours(code: str) -> None:
    with pytest.raises(PreAuthorizedCodeMissing) as caught:
        parse_token_request(FIELDS | {"pre-authorized_code": code})
    assert caught.value.code is ErrorCode.INVALID_REQUEST


def test_token_request_is_refused_with_an_endless_transaction_code() -> None:
    with pytest.raises(TxCodeUnexpected):
        parse_token_request(FIELDS | {"tx_code": "1" * 129})


def test_transaction_code_must_be_there_when_the_offer_asks_for_one() -> None:
    with pytest.raises(TxCodeMissing) as caught:
        check_tx_code_presence(PreAuthorizedTokenRequest(pre_authorized_code="c"), expected=True)
    assert caught.value.code is ErrorCode.INVALID_REQUEST


def test_transaction_code_must_not_be_there_when_the_offer_asks_for_none() -> None:
    with pytest.raises(TxCodeUnexpected) as caught:
        check_tx_code_presence(
            PreAuthorizedTokenRequest(pre_authorized_code="c", tx_code="1"), expected=False
        )
    assert caught.value.code is ErrorCode.INVALID_REQUEST


@pytest.mark.parametrize(("tx_code", "expected"), [("1", True), (None, False)])
def test_presence_of_the_transaction_code_follows_the_offer(tx_code: str | None, expected: bool) -> None:
    check_tx_code_presence(
        PreAuthorizedTokenRequest(pre_authorized_code="c", tx_code=tx_code), expected=expected
    )


def test_token_request_is_written_without_what_is_absent() -> None:
    assert serialize_token_request(PreAuthorizedTokenRequest(pre_authorized_code="code-1")) == {
        "grant_type": PRE_AUTHORIZED_CODE_GRANT,
        "pre-authorized_code": "code-1",
    }


def test_longest_codes_that_could_be_ours_are_read() -> None:
    request = parse_token_request(
        FIELDS
        | {
            "pre-authorized_code": "c" * 1_024,
            "tx_code": "1" * 128,
        }
    )
    assert isinstance(request, PreAuthorizedTokenRequest)
    assert len(request.pre_authorized_code) == 1_024
    assert request.tx_code == "1" * 128
