"""The notification request: what became of credentials in the wallet."""

import re
from dataclasses import dataclass
from enum import StrEnum

from citywallet.protocol.encoding import JsonObject, MemberInvalid, string_member
from citywallet.protocol.errors import ErrorCode, ProtocolError

MAX_DESCRIPTION_CHARS = 1_000
_DESCRIPTION = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*")


class NotificationEvent(StrEnum):
    """What happened: stored, not stored since somebody did not want it, not stored for another reason."""

    ACCEPTED = "credential_accepted"
    DELETED = "credential_deleted"
    FAILED = "credential_failure"


class NotificationRequestMalformed(ProtocolError):
    """A member of the notification is missing, of the wrong type, or says what it may not."""

    code = ErrorCode.INVALID_NOTIFICATION_REQUEST
    public = "The notification must name its notification_id and a known event, and describe it in ASCII."


class NotificationIdInvalid(ProtocolError):
    """The notification is of no issuance under this access token."""

    code = ErrorCode.INVALID_NOTIFICATION_ID
    public = "The notification_id is unknown."


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationRequest:
    """An event of the issuance that `notification_id` stands for."""

    notification_id: str
    event: NotificationEvent
    event_description: str | None = None


def parse_notification_request(members: JsonObject) -> NotificationRequest:
    """Read a notification request; unknown members are ignored.

    Raises:
        NotificationRequestMalformed: a member is missing or wrong, or the description is too long.

    Spec: OpenID4VCI 1.0, Notification Request.
    """
    try:
        notification_id = string_member(members, "notification_id")
        event = NotificationEvent(string_member(members, "event"))
        described = members.get("event_description", "") != ""
        description = string_member(members, "event_description") if described else None
    except MemberInvalid as error:
        raise NotificationRequestMalformed(error.detail) from error
    except ValueError as error:
        raise NotificationRequestMalformed("event") from error
    if description is not None and not _is_readable(description):
        raise NotificationRequestMalformed("event_description")
    return NotificationRequest(notification_id=notification_id, event=event, event_description=description)


def serialize_notification_request(request: NotificationRequest) -> JsonObject:
    """The JSON object of a notification request.

    Spec: OpenID4VCI 1.0, Notification Request.
    """
    members: JsonObject = {"notification_id": request.notification_id, "event": request.event.value}
    if request.event_description is not None:
        members["event_description"] = request.event_description
    return members


def _is_readable(description: str) -> bool:
    return len(description) <= MAX_DESCRIPTION_CHARS and bool(_DESCRIPTION.fullmatch(description))
