from typing import Any

import pytest

from citywallet.protocol.dcql import DcqlMalformed, SdJwtVcMeta
from citywallet.protocol.encoding import JsonObject, decode_base64url
from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.jose import parse_compact_jws, x5c_of
from citywallet.protocol.oauth import UrlInvalid, UrlNotSecure
from citywallet.protocol.oid4vp import (
    ClientMetadata,
    QueryAmbiguous,
    QueryMissing,
    RedirectUriBesideDirectPost,
    RequestInvalid,
    RequestMalformed,
    RequestNonceInvalid,
    RequestStateInvalid,
    ResponseModeUnsupported,
    ResponseTypeUnsupported,
    ResponseUriMissing,
    build_request_object,
    parse_authorization_request,
)
from tests.support.messages import (
    a_credential_query,
    a_query,
    a_request,
    an_access_chain,
    request_claims,
)
from tests.support.vectors import load_vectors


def without(name: str, claims: JsonObject) -> JsonObject:
    return {key: value for key, value in claims.items() if key != name}


def test_request_of_the_specification_is_read() -> None:
    request = parse_authorization_request(load_vectors("oid4vp/request_object_payload.json")["payload"])
    assert request.client_id == "x509_san_dns:client.example.org"
    assert request.response_uri == "https://client.example.org/post"
    assert (request.nonce, request.state) == ("n-0S6_WzA2Mj", "eyJhb...6-sVA")
    assert request.wallet_nonce == "qPmxiNFCR3QTm19POc8u"
    assert request.dcql_query.credentials[0].meta == SdJwtVcMeta(
        vct_values=("https://credentials.example.com/identity_credential",)
    )
    assert (request.issued_at, request.expires_at, request.client_metadata) == (None, None, None)


def test_built_request_is_what_wallets_of_the_final_texts_expect() -> None:
    signing_input = build_request_object(a_request(), x5c=(an_access_chain().leaf, b"above"))
    jws = parse_compact_jws(f"{signing_input.decode()}.AA")
    assert {name: jws.header[name] for name in ("typ", "alg")} == {
        "typ": "oauth-authz-req+jwt",
        "alg": "ES256",
    }
    assert x5c_of(jws) == (an_access_chain().leaf, b"above")
    claims = request_claims()
    assert claims["aud"] == "https://self-issued.me/v2"
    assert claims["response_type"] == "vp_token"
    assert claims["response_mode"] == "direct_post"
    assert claims["client_metadata"] == {
        "vp_formats_supported": {
            "dc+sd-jwt": {"sd-jwt_alg_values": ["ES256"], "kb-jwt_alg_values": ["ES256"]}
        }
    }
    assert "redirect_uri" not in claims
    assert "client_id_scheme" not in claims
    assert "presentation_definition" not in claims


def test_request_is_read_as_it_was_built() -> None:
    request = a_request(
        transaction_data=("eyJ0eXBlIjoieCJ9",),
        verifier_info=({"format": "jwt", "data": "a.b.c"},),
        wallet_nonce="w-1",
    )
    assert parse_authorization_request(request_claims(request)) == request


def test_request_without_options_has_none() -> None:
    request = a_request(state=None, client_metadata=None, issued_at=None, expires_at=None)
    claims = request_claims(request)
    assert claims.keys() == {
        "aud",
        "response_type",
        "response_mode",
        "client_id",
        "response_uri",
        "nonce",
        "dcql_query",
    }
    assert parse_authorization_request(claims) == request


def test_unknown_members_and_issuer_of_a_request_are_ignored() -> None:
    claims = request_claims() | {"iss": 7, "expected_origins": ["x"], "purpose": {}}
    assert parse_authorization_request(claims) == a_request()


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"response_type": "code"}, ResponseTypeUnsupported, ErrorCode.UNSUPPORTED_RESPONSE_TYPE),
        (
            {"response_type": "vp_token id_token"},
            ResponseTypeUnsupported,
            ErrorCode.UNSUPPORTED_RESPONSE_TYPE,
        ),
        ({"response_type": ["vp_token"]}, ResponseTypeUnsupported, ErrorCode.UNSUPPORTED_RESPONSE_TYPE),
        ({"response_mode": "direct_post.jwt"}, ResponseModeUnsupported, ErrorCode.INVALID_REQUEST),
        ({"response_mode": "fragment"}, ResponseModeUnsupported, ErrorCode.INVALID_REQUEST),
        ({"redirect_uri": "https://a.example"}, RedirectUriBesideDirectPost, ErrorCode.INVALID_REQUEST),
        ({"redirect_uri": None}, RedirectUriBesideDirectPost, ErrorCode.INVALID_REQUEST),
        ({"scope": "com.example.age"}, QueryAmbiguous, ErrorCode.INVALID_REQUEST),
        ({"nonce": ""}, RequestNonceInvalid, ErrorCode.INVALID_REQUEST),
        ({"nonce": 7}, RequestNonceInvalid, ErrorCode.INVALID_REQUEST),
        ({"nonce": None}, RequestNonceInvalid, ErrorCode.INVALID_REQUEST),
        ({"nonce": "a b"}, RequestNonceInvalid, ErrorCode.INVALID_REQUEST),
        ({"nonce": "n$"}, RequestNonceInvalid, ErrorCode.INVALID_REQUEST),
        ({"nonce": "x" * 2_049}, RequestNonceInvalid, ErrorCode.INVALID_REQUEST),
        ({"state": ""}, RequestStateInvalid, ErrorCode.INVALID_REQUEST),
        ({"state": None}, RequestStateInvalid, ErrorCode.INVALID_REQUEST),
        ({"state": "a&b"}, RequestStateInvalid, ErrorCode.INVALID_REQUEST),
        ({"client_id": ""}, RequestMalformed, ErrorCode.INVALID_REQUEST),
        ({"response_uri": 7}, RequestMalformed, ErrorCode.INVALID_REQUEST),
        ({"dcql_query": "{}"}, RequestMalformed, ErrorCode.INVALID_REQUEST),
        ({"client_metadata": []}, RequestMalformed, ErrorCode.INVALID_REQUEST),
        ({"client_metadata": {"vp_formats_supported": []}}, RequestMalformed, ErrorCode.INVALID_REQUEST),
        ({"transaction_data": []}, RequestMalformed, ErrorCode.INVALID_REQUEST),
        ({"transaction_data": "x"}, RequestMalformed, ErrorCode.INVALID_REQUEST),
        ({"verifier_info": {}}, RequestMalformed, ErrorCode.INVALID_REQUEST),
        ({"verifier_info": [{}] * 17}, RequestMalformed, ErrorCode.INVALID_REQUEST),
        ({"wallet_nonce": 7}, RequestMalformed, ErrorCode.INVALID_REQUEST),
        ({"iat": "now"}, RequestMalformed, ErrorCode.INVALID_REQUEST),
        ({"exp": None}, RequestMalformed, ErrorCode.INVALID_REQUEST),
    ],
    ids=str,
)
def test_request_is_refused_when_one_parameter_is_wrong(
    change: dict[str, Any], error: type[RequestInvalid], code: ErrorCode
) -> None:
    with pytest.raises(error) as caught:
        parse_authorization_request(request_claims() | change)
    assert caught.value.code is code


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("response_type", ResponseTypeUnsupported),
        ("response_mode", ResponseModeUnsupported),
        ("response_uri", ResponseUriMissing),
        ("nonce", RequestNonceInvalid),
        ("dcql_query", QueryMissing),
        ("client_id", RequestMalformed),
    ],
)
def test_request_is_refused_when_a_required_parameter_is_absent(
    name: str, error: type[RequestInvalid]
) -> None:
    with pytest.raises(error):
        parse_authorization_request(without(name, request_claims()))


def test_request_with_a_scope_in_place_of_a_query_is_refused() -> None:
    with pytest.raises(QueryMissing):
        parse_authorization_request(without("dcql_query", request_claims()) | {"scope": "com.example.age"})


def test_request_with_a_broken_query_is_refused() -> None:
    with pytest.raises(DcqlMalformed):
        parse_authorization_request(request_claims() | {"dcql_query": {"credentials": []}})


def test_request_is_refused_when_the_answer_would_go_nowhere_safe() -> None:
    with pytest.raises(UrlNotSecure):
        parse_authorization_request(request_claims() | {"response_uri": "http://verifier.example.com/r"})
    with pytest.raises(UrlInvalid):
        parse_authorization_request(request_claims() | {"response_uri": "verifier.example.com/r"})


def test_request_without_holder_binding_needs_a_state() -> None:
    query = a_query(a_credential_query(requires_holder_binding=False))
    assert parse_authorization_request(request_claims(a_request(dcql_query=query))).state == "state-1"
    with pytest.raises(RequestStateInvalid):
        parse_authorization_request(request_claims(a_request(dcql_query=query, state=None)))


def test_long_nonce_is_accepted() -> None:
    assert parse_authorization_request(request_claims() | {"nonce": "n" * 2_048}).nonce == "n" * 2_048


def test_client_metadata_default_to_what_we_read() -> None:
    assert parse_authorization_request(request_claims()).client_metadata == ClientMetadata()


def test_signed_part_of_a_request_is_ascii_base64url() -> None:
    header, payload = build_request_object(a_request(), x5c=(b"x",)).decode("ascii").split(".")
    assert decode_base64url(header)
    assert decode_base64url(payload)
