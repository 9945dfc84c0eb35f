import json
from typing import Any

import pytest

from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oauth import (
    AuthorizationDetailsInvalid,
    CredentialDetail,
    parse_authorization_details,
    serialize_authorization_details,
)

DETAIL = {"type": "openid_credential", "credential_configuration_id": "citizen-id"}


def test_details_are_read_and_what_is_unknown_in_them_is_ignored() -> None:
    text = json.dumps([DETAIL | {"claims": [], "x": 1}, DETAIL | {"locations": ["https://issuer.example"]}])
    assert parse_authorization_details(text) == (
        CredentialDetail(credential_configuration_id="citizen-id"),
        CredentialDetail(credential_configuration_id="citizen-id", locations=("https://issuer.example",)),
    )


def test_details_are_written_without_what_is_absent() -> None:
    text = serialize_authorization_details([CredentialDetail(credential_configuration_id="citizen-id")])
    assert json.loads(text) == [DETAIL]


@pytest.mark.parametrize(
    "details",
    [
        {},
        [],
        DETAIL,
        ["openid_credential"],
        [DETAIL] * 65,
        [{"type": "openid_credential"}],
        [DETAIL | {"type": "payment"}],
        [DETAIL, DETAIL | {"type": "payment"}],
        [DETAIL | {"credential_configuration_id": 7}],
        [DETAIL | {"credential_configuration_id": ""}],
        [DETAIL | {"locations": "https://issuer.example"}],
    ],
)
def test_details_are_refused_when_one_cannot_be_read(details: Any) -> None:
    with pytest.raises(AuthorizationDetailsInvalid) as caught:
        parse_authorization_details(json.dumps(details))
    assert caught.value.code is ErrorCode.INVALID_AUTHORIZATION_DETAILS


@pytest.mark.parametrize(
    "text", ["", "[", "[" * 5_000, '[{"type":"a","type":"b"}]', "[" + " " * 16_384 + "]"]
)
def test_details_are_refused_when_they_are_no_json_of_ours(text: str) -> None:
    with pytest.raises(AuthorizationDetailsInvalid):
        parse_authorization_details(text)
