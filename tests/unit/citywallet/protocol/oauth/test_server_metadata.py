from typing import Any

import pytest

from citywallet.protocol.encoding import MemberInvalid
from citywallet.protocol.oauth import (
    PRE_AUTHORIZED_CODE_GRANT,
    ServerMetadataOfAnother,
    TokenEndpointMissing,
    UrlInvalid,
    UrlNotSecure,
    authorization_server_metadata_url,
    parse_authorization_server_metadata,
    serialize_authorization_server_metadata,
)
from tests.support.messages import ISSUER_ID

METADATA: dict[str, Any] = {
    "issuer": ISSUER_ID,
    "token_endpoint": f"{ISSUER_ID}/token",
    "grant_types_supported": [PRE_AUTHORIZED_CODE_GRANT],
    "pre-authorized_grant_anonymous_access_supported": True,
    "token_endpoint_auth_methods_supported": ["none"],
    "response_types_supported": ["code"],
    "scopes_supported": ["citizen-id"],
    "code_challenge_methods_supported": ["S256"],
    "authorization_details_types_supported": ["openid_credential"],
    "authorization_endpoint": f"{ISSUER_ID}/authorize",
    "pushed_authorization_request_endpoint": f"{ISSUER_ID}/par",
    "require_pushed_authorization_requests": True,
    "authorization_response_iss_parameter_supported": True,
}


def test_server_metadata_are_read_and_written_again() -> None:
    metadata = parse_authorization_server_metadata(METADATA | {"unknown": 1}, issuer=ISSUER_ID)
    assert metadata.grant_types_supported == (PRE_AUTHORIZED_CODE_GRANT,)
    assert metadata.pre_authorized_grant_anonymous_access_supported
    assert serialize_authorization_server_metadata(metadata) == METADATA


def test_server_that_names_no_grant_types_has_those_of_the_specification() -> None:
    members = {name: METADATA[name] for name in ("issuer", "token_endpoint")}
    metadata = parse_authorization_server_metadata(members, issuer=ISSUER_ID)
    assert metadata.grant_types_supported == ("authorization_code", "implicit")
    assert not metadata.pre_authorized_grant_anonymous_access_supported
    assert not metadata.require_pushed_authorization_requests
    assert not metadata.authorization_response_iss_parameter_supported


def test_server_metadata_are_found_between_host_and_path() -> None:
    assert (
        authorization_server_metadata_url(ISSUER_ID)
        == "https://issuer.example.com/.well-known/oauth-authorization-server/city"
    )


@pytest.mark.parametrize("issuer", [f"{ISSUER_ID}/", "https://issuer.example.com", "https://evil.example"])
def test_server_metadata_are_refused_when_they_name_another_server(issuer: str) -> None:
    with pytest.raises(ServerMetadataOfAnother):
        parse_authorization_server_metadata(METADATA | {"issuer": issuer}, issuer=ISSUER_ID)


def test_server_metadata_are_refused_without_token_endpoint() -> None:
    members = {name: value for name, value in METADATA.items() if name != "token_endpoint"}
    with pytest.raises(TokenEndpointMissing):
        parse_authorization_server_metadata(members, issuer=ISSUER_ID)


def test_server_metadata_are_refused_when_the_token_endpoint_is_plain_http() -> None:
    with pytest.raises(UrlNotSecure):
        parse_authorization_server_metadata(
            METADATA | {"token_endpoint": "http://issuer.example.com/token"}, issuer=ISSUER_ID
        )


def test_server_metadata_are_refused_when_an_endpoint_is_no_address() -> None:
    with pytest.raises(UrlInvalid):
        parse_authorization_server_metadata(
            METADATA | {"authorization_endpoint": "/authorize"}, issuer=ISSUER_ID
        )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issuer", None),
        ("token_endpoint", 1),
        ("grant_types_supported", "all"),
        ("grant_types_supported", [1]),
        ("pre-authorized_grant_anonymous_access_supported", "yes"),
        ("require_pushed_authorization_requests", "yes"),
        ("authorization_response_iss_parameter_supported", 1),
        ("code_challenge_methods_supported", "S256"),
    ],
)
def test_server_metadata_are_refused_when_a_member_is_of_the_wrong_type(name: str, value: Any) -> None:
    with pytest.raises(MemberInvalid):
        parse_authorization_server_metadata(METADATA | {name: value}, issuer=ISSUER_ID)
