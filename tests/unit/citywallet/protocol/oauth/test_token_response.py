from typing import Any

import pytest

from citywallet.protocol.encoding import MemberInvalid
from citywallet.protocol.oauth import (
    AccessTokenMalformed,
    AuthorizedCredential,
    TokenTypeUnsupported,
    parse_token_response,
    serialize_token_response,
)
from tests.support.vectors import load_vectors

RESPONSE: dict[str, Any] = load_vectors("oid4vci/token_response.json")["response"]


def test_token_response_of_the_specification_is_read_and_written_again() -> None:
    response = parse_token_response(RESPONSE)
    assert response.expires_in_seconds == 86_400
    assert response.authorized_credentials == (
        AuthorizedCredential(
            credential_configuration_id="UniversityDegreeCredential",
            credential_identifiers=("CivilEngineeringDegree-2023", "ElectricalEngineeringDegree-2023"),
        ),
    )
    assert serialize_token_response(response) == RESPONSE


def test_token_response_needs_neither_lifetime_nor_details() -> None:
    response = parse_token_response({"access_token": "a", "token_type": "bearer", "c_nonce": "old"})
    assert response.expires_in_seconds is None
    assert response.authorized_credentials == ()


def test_details_of_another_type_are_ignored() -> None:
    response = parse_token_response(RESPONSE | {"authorization_details": [{"type": "payment", "amount": 1}]})
    assert response.authorized_credentials == ()


@pytest.mark.parametrize("token_type", ["DPoP", "mac"])
def test_token_response_is_refused_when_the_token_is_of_another_type(token_type: str) -> None:
    with pytest.raises(TokenTypeUnsupported):
        parse_token_response(RESPONSE | {"token_type": token_type})


@pytest.mark.parametrize("token", ["a b", "토큰", "a\r\nX: y", "a" * 5_000])
def test_token_response_is_refused_when_the_token_fits_no_header(token: str) -> None:
    with pytest.raises(AccessTokenMalformed):
        parse_token_response(RESPONSE | {"access_token": token})


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
        parse_token_response(RESPONSE | {name: value})
