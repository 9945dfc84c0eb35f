import pytest

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oid4vci import (
    NotificationEvent,
    NotificationIdInvalid,
    NotificationRequest,
    NotificationRequestMalformed,
    parse_notification_request,
)


def test_notification_of_the_specification_is_read() -> None:
    members: JsonObject = {
        "notification_id": "3fwe98js",
        "event": "credential_failure",
        "event_description": "Could not store the Credential. Out of storage.",
    }
    assert parse_notification_request(members) == NotificationRequest(
        notification_id="3fwe98js",
        event=NotificationEvent.FAILED,
        event_description="Could not store the Credential. Out of storage.",
    )


def test_empty_description_counts_as_none() -> None:
    members: JsonObject = {"notification_id": "a", "event": "credential_accepted", "event_description": ""}
    assert parse_notification_request(members).event_description is None


def test_refusal_of_a_notification_has_the_code_of_the_specification() -> None:
    with pytest.raises(NotificationRequestMalformed) as caught:
        parse_notification_request({"notification_id": "a", "event": "credential_lost"})
    assert caught.value.code is ErrorCode.INVALID_NOTIFICATION_REQUEST
    assert NotificationIdInvalid().code is ErrorCode.INVALID_NOTIFICATION_ID
