from typing import Any

import pytest

from citywallet.protocol.encoding import MemberInvalid
from citywallet.protocol.oid4vci import (
    CredentialResponse,
    CredentialResponseMalformed,
    DeferredCredentialResponse,
    parse_credential_response,
    parse_nonce_response,
    serialize_credential_response,
    serialize_nonce_response,
)
from tests.support.vectors import load_vectors

VECTORS = load_vectors("oid4vci/credential_responses.json")


@pytest.mark.parametrize("name", ["single", "several", "deferred"])
def test_credential_response_of_the_specification_is_read_and_written_again(name: str) -> None:
    assert serialize_credential_response(parse_credential_response(VECTORS[name])) == VECTORS[name]


def test_credential_response_tells_credentials_from_promise() -> None:
    assert isinstance(parse_credential_response(VECTORS["single"]), CredentialResponse)
    assert parse_credential_response(VECTORS["deferred"]) == DeferredCredentialResponse(
        transaction_id="8xLOxBtZp8", interval_seconds=3_600
    )


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"credential": "old-draft"},
        {"credentials": []},
        {"credentials": [{"credential": "a"}], "transaction_id": "t", "interval": 1},
        {"credentials": ["a"]},
        {"credentials": [{"credential": {"a": 1}}]},
        {"credentials": [{"credential": ""}]},
        {"credentials": [{}]},
        {"credentials": [{"credential": "a"}, None]},
    ],
)
def test_credential_response_is_refused_when_it_is_neither_credentials_nor_promise(
    members: dict[str, Any],
) -> None:
    with pytest.raises(CredentialResponseMalformed):
        parse_credential_response(members)


@pytest.mark.parametrize(
    "members",
    [
        {"transaction_id": "t"},
        {"transaction_id": "t", "interval": 0},
        {"transaction_id": "t", "interval": "5"},
        {"transaction_id": "", "interval": 5},
        {"credentials": "Error"},
        {"credentials": [{"credential": "a"}], "notification_id": 1},
    ],
)
def test_credential_response_is_refused_when_a_member_is_of_the_wrong_type(members: dict[str, Any]) -> None:
    with pytest.raises(MemberInvalid):
        parse_credential_response(members)


def test_nonce_response_of_the_specification_is_read_and_written_again() -> None:
    vector = load_vectors("oid4vci/nonce_response.json")["response"]
    assert serialize_nonce_response(parse_nonce_response(vector)) == vector


@pytest.mark.parametrize("members", [{}, {"c_nonce": ""}, {"c_nonce": 7}, {"nonce": "x"}])
def test_nonce_response_is_refused_without_challenge(members: dict[str, Any]) -> None:
    with pytest.raises(MemberInvalid):
        parse_nonce_response(members)
