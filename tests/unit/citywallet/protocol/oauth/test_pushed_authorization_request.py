import json

import pytest

from citywallet.protocol.encoding import MemberInvalid
from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oauth import (
    FieldsBesidePush,
    RequestUriInPush,
    check_fields_beside,
    parse_authorization_request,
    parse_pushed_authorization_request,
    parse_pushed_response,
    serialize_pushed_response,
)
from citywallet.protocol.pkce import (
    CodeChallengeMissing,
)
from tests.support.vectors import load_vectors
from tests.unit.citywallet.protocol.oauth.test_authorization_request import FIELDS

DETAILS = [{"type": "openid_credential", "credential_configuration_id": "citizen-id"}]
REFERENCE = {"client_id": FIELDS["client_id"], "request_uri": "urn:ietf:params:oauth:request_uri:x"}


def test_answer_of_the_specification_is_read_and_written_again() -> None:
    members = load_vectors("oauth/pushed_authorization_response.json")["response"]
    response = parse_pushed_response(members)
    assert response.expires_in_seconds == 60
    assert serialize_pushed_response(response) == members


@pytest.mark.parametrize("member", ["request_uri", "expires_in"])
def test_answer_is_refused_when_a_member_is_absent(member: str) -> None:
    members = load_vectors("oauth/pushed_authorization_response.json")["response"]
    with pytest.raises(MemberInvalid):
        parse_pushed_response({name: value for name, value in members.items() if name != member})


def test_push_is_held_to_the_rules_of_authorization_requests() -> None:
    assert parse_pushed_authorization_request(FIELDS) == parse_authorization_request(FIELDS)
    with pytest.raises(CodeChallengeMissing):
        parse_pushed_authorization_request(
            {name: value for name, value in FIELDS.items() if name != "code_challenge"}
        )


@pytest.mark.threat(40)
def test_push_is_refused_when_it_contains_a_reference_itself() -> None:
    with pytest.raises(RequestUriInPush) as caught:
        parse_pushed_authorization_request(FIELDS | {"request_uri": REFERENCE["request_uri"]})
    assert caught.value.code is ErrorCode.INVALID_REQUEST


@pytest.mark.parametrize("beside", [{}, {"state": "s-1"}, {"unknown": "x"}, FIELDS])
def test_fields_beside_a_reference_may_say_the_same_as_what_was_pushed(beside: dict[str, str]) -> None:
    check_fields_beside(REFERENCE | beside, pushed=parse_authorization_request(FIELDS))


def test_details_beside_a_reference_are_compared_by_what_they_mean() -> None:
    pushed = parse_authorization_request(FIELDS | {"authorization_details": json.dumps(DETAILS)})
    check_fields_beside(REFERENCE | {"authorization_details": json.dumps(DETAILS, indent=1)}, pushed=pushed)


@pytest.mark.threat(40)
@pytest.mark.parametrize(
    "beside",
    [
        {"client_id": "https://another.example"},
        {"redirect_uri": "https://evil.example/cb"},
        {"scope": "citizen-id family"},
        {"state": "s-2"},
        {"issuer_state": "injected"},
        {"code_challenge": "x" * 43},
        {"code_challenge_method": "plain"},
        {"response_type": "token"},
        {"authorization_details": json.dumps(DETAILS)},
        {"authorization_details": "["},
    ],
)
def test_reference_is_refused_beside_a_field_that_says_something_else(beside: dict[str, str]) -> None:
    with pytest.raises(FieldsBesidePush):
        check_fields_beside(REFERENCE | beside, pushed=parse_authorization_request(FIELDS))
