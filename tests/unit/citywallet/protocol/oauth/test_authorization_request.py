from typing import Any
from urllib.parse import parse_qsl

import pytest

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import (
    AuthorizationDetailsInvalid,
    ClientIdMissing,
    CredentialDetail,
    DpopThumbprintMalformed,
    ParameterTooLong,
    RedirectUriInvalid,
    RedirectUriMissing,
    RequestObjectUnsupported,
    ResponseModeUnsupported,
    ResponseTypeMissing,
    ResponseTypeUnsupported,
    parse_authorization_request,
    parse_response_target,
    serialize_authorization_request,
)
from citywallet.protocol.pkce import (
    CodeChallengeMethodUnsupported,
    CodeChallengeMissing,
)
from tests.support.vectors import load_vectors

VECTORS = load_vectors("oid4vci/authorization_request.json")
FIELDS = {
    "response_type": "code",
    "client_id": "https://wallet.example.org",
    "redirect_uri": "https://wallet.example.org/cb",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
    "scope": "citizen-id",
    "state": "s-1",
}


def test_request_by_details_of_the_specification_is_read() -> None:
    request = parse_authorization_request(dict(parse_qsl(VECTORS["by_details"])))
    assert request.authorization_details == (
        CredentialDetail(credential_configuration_id="UniversityDegreeCredential"),
    )
    assert request.target.redirect_uri == "https://wallet.example.org/cb"
    assert (request.scope, request.target.state, request.issuer_state) == ((), None, None)


def test_request_by_scope_of_the_specification_is_read() -> None:
    request = parse_authorization_request(dict(parse_qsl(VECTORS["by_scope"])))
    assert request.scope == ("UniversityDegreeCredential",)
    assert request.resource == "https://credential-issuer.example.com"
    assert request.authorization_details == ()


def test_scope_names_each_of_its_words_once() -> None:
    request = parse_authorization_request(FIELDS | {"scope": "b  a b"})
    assert request.scope == ("b", "a")


def test_request_ignores_what_it_does_not_know() -> None:
    request = parse_authorization_request(FIELDS | {"nonce": "n", "response_mode": "query"})
    assert serialize_authorization_request(request) == FIELDS


def test_key_to_which_the_code_shall_be_bound_is_read() -> None:
    thumbprint = encode_base64url(bytes(32))
    assert parse_authorization_request(FIELDS | {"dpop_jkt": thumbprint}).dpop_thumbprint == bytes(32)


@pytest.mark.parametrize(
    ("changes", "refusal", "code"),
    [
        ({"client_id": None}, ClientIdMissing, ErrorCode.INVALID_REQUEST),
        ({"client_id": "x" * 2_049}, ClientIdMissing, ErrorCode.INVALID_REQUEST),
        ({"redirect_uri": None}, RedirectUriMissing, ErrorCode.INVALID_REQUEST),
        ({"redirect_uri": "javascript:alert(1)"}, RedirectUriInvalid, ErrorCode.INVALID_REQUEST),
        ({"response_type": None}, ResponseTypeMissing, ErrorCode.INVALID_REQUEST),
        ({"response_type": "token"}, ResponseTypeUnsupported, ErrorCode.UNSUPPORTED_RESPONSE_TYPE),
        ({"response_type": "code id_token"}, ResponseTypeUnsupported, ErrorCode.UNSUPPORTED_RESPONSE_TYPE),
        ({"response_mode": "fragment"}, ResponseModeUnsupported, ErrorCode.INVALID_REQUEST),
        ({"request": "e30.e30."}, RequestObjectUnsupported, ErrorCode.REQUEST_NOT_SUPPORTED),
        ({"code_challenge": None}, CodeChallengeMissing, ErrorCode.INVALID_REQUEST),
        ({"code_challenge_method": "plain"}, CodeChallengeMethodUnsupported, ErrorCode.INVALID_REQUEST),
        (
            {"authorization_details": "[]"},
            AuthorizationDetailsInvalid,
            ErrorCode.INVALID_AUTHORIZATION_DETAILS,
        ),
        ({"dpop_jkt": "*"}, DpopThumbprintMalformed, ErrorCode.INVALID_REQUEST),
        ({"dpop_jkt": "AAAA"}, DpopThumbprintMalformed, ErrorCode.INVALID_REQUEST),
        ({"state": "x" * 8_193}, ParameterTooLong, ErrorCode.INVALID_REQUEST),
        ({"scope": "x" * 8_193}, ParameterTooLong, ErrorCode.INVALID_REQUEST),
        ({"issuer_state": "x" * 8_193}, ParameterTooLong, ErrorCode.INVALID_REQUEST),
    ],
)
def test_request_is_refused_when_one_thing_in_it_is_wrong(
    changes: dict[str, Any], refusal: type[ProtocolError], code: ErrorCode
) -> None:
    fields = {name: value for name, value in (FIELDS | changes).items() if value is not None}
    with pytest.raises(refusal) as caught:
        parse_authorization_request(fields)
    assert caught.value.code is code


def test_who_asks_is_known_although_the_rest_of_the_request_is_wrong() -> None:
    target = parse_response_target({name: FIELDS[name] for name in ("client_id", "redirect_uri", "state")})
    assert (target.client_id, target.redirect_uri, target.state) == (
        FIELDS["client_id"],
        FIELDS["redirect_uri"],
        "s-1",
    )
