from typing import Any

import pytest

from citywallet.protocol.encoding import MemberInvalid
from citywallet.protocol.oauth import (
    AccessTokenMalformed,
    AuthorizedCredential,
    TokenResponse,
    TokenType,
    TokenTypeUnsupported,
    parse_token_response,
    serialize_token_response,
)
from tests.support.vectors import load_vectors

RESPONSE: dict[str, Any] = load_vectors("oid4vci/token_response.json")["response"]


def parse(members: dict[str, Any], expected: TokenType = TokenType.BEARER) -> TokenResponse:
    return parse_token_response(members, expected=expected)


def test_token_response_of_the_specification_is_read_and_written_again() -> None:
    response = parse(RESPONSE)
    assert response.expires_in_seconds == 86_400
    assert response.authorized_credentials == (
        AuthorizedCredential(
            credential_configuration_id="UniversityDegreeCredential",
            credential_identifiers=("CivilEngineeringDegree-2023", "ElectricalEngineeringDegree-2023"),
        ),
    )
    assert serialize_token_response(response) == RESPONSE


def test_token_response_needs_neither_lifetime_nor_details() -> None:
    response = parse({"access_token": "a", "token_type": "bearer", "c_nonce": "old"})
    assert response.expires_in_seconds is None
    assert response.authorized_credentials == ()


def test_details_of_another_type_are_ignored() -> None:
    response = parse(RESPONSE | {"authorization_details": [{"type": "payment", "amount": 1}]})
    assert response.authorized_credentials == ()


@pytest.mark.parametrize("token_type", ["DPoP", "mac"])
def test_token_response_is_refused_when_the_token_is_of_another_type(token_type: str) -> None:
    with pytest.raises(TokenTypeUnsupported):
        parse(RESPONSE | {"token_type": token_type})


def test_a_bound_token_is_read_where_one_is_expected_and_a_bearer_token_is_not() -> None:
    bound = RESPONSE | {"token_type": "dpop"}
    assert parse(bound, TokenType.DPOP).token_type is TokenType.DPOP
    with pytest.raises(TokenTypeUnsupported):
        parse(RESPONSE, TokenType.DPOP)


@pytest.mark.parametrize("token", ["a b", "토큰", "a\r\nX: y", "a" * 5_000])
def test_token_response_is_refused_when_the_token_fits_no_header(token: str) -> None:
    with pytest.raises(AccessTokenMalformed):
        parse(RESPONSE | {"access_token": token})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("access_token", ""),
        ("access_token", 7),
        ("token_type", None),
        ("expires_in", "3600"),
        ("expires_in", -1),
        ("authorization_details", {}),
        ("authorization_details", ["x"]),
        ("authorization_details", [{"type": "openid_credential", "credential_configuration_id": "x"}]),
        (
            "authorization_details",
            [
                {
                    "type": "openid_credential",
                    "credential_configuration_id": "x",
                    "credential_identifiers": [],
                }
            ],
        ),
        (
            "authorization_details",
            [
                {
                    "type": "openid_credential",
                    "credential_configuration_id": "x",
                    "credential_identifiers": [1],
                }
            ],
        ),
    ],
)
def test_token_response_is_refused_when_a_member_is_of_the_wrong_type(name: str, value: Any) -> None:
    with pytest.raises(MemberInvalid):
        parse(RESPONSE | {name: value})
