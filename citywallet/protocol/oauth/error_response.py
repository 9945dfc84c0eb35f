"""The error object that every OAuth and OpenID4VC endpoint answers with."""

from collections.abc import Mapping
from dataclasses import dataclass

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.encoding import JsonObject, JsonValue
from citywallet.protocol.errors import ErrorCode, ProtocolError

_MAX_CODE_CHARS = 200
_MAX_DESCRIPTION_CHARS = 2_000
# Descriptions are ASCII, for developers; what a citizen shall read has a member of our own.
_REASON = "citywallet_reason"


class ErrorResponseInvalid(ProtocolError):
    """An answer that should be an error object has no readable `error`."""

    code = ErrorCode.INVALID_REQUEST
    public = "The error message could not be read."


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorResponse:
    """An error as the other side sees it.

    `error` is a text, not an `ErrorCode`: strangers may send codes that we do not know. `reason` is a text
    for people, in an extension of ours that others ignore.
    """

    error: str
    description: str | None = None
    reason: BilingualText | None = None


def serialize_error_response(response: ErrorResponse) -> JsonObject:
    """The JSON object of an error. Characters that a description must not hold become `?`.

    Spec: OpenID4VCI 1.0, Credential Request Errors.
    """
    members: JsonObject = {"error": _printable(response.error)}
    if response.description is not None:
        members["error_description"] = _printable(response.description)
    if response.reason is not None:
        members[_REASON] = {"ko": response.reason.ko, "en": response.reason.en}
    return members


def parse_error_response(members: Mapping[str, JsonValue]) -> ErrorResponse:
    """Read an error object or the error fields of a form; unknown members are ignored.

    Raises:
        ErrorResponseInvalid: `error` is absent, empty, too long or no text.
    """
    error = members.get("error")
    description = members.get("error_description")
    if not isinstance(error, str) or not 0 < len(error) <= _MAX_CODE_CHARS:
        raise ErrorResponseInvalid("error")
    return ErrorResponse(
        error=error,
        description=description[:_MAX_DESCRIPTION_CHARS] if isinstance(description, str) else None,
        reason=_reason(members.get(_REASON)),
    )


def _reason(value: JsonValue) -> BilingualText | None:
    if not isinstance(value, dict):
        return None
    ko, en = value.get("ko"), value.get("en")
    if not isinstance(ko, str) or not isinstance(en, str):
        return None
    return BilingualText(ko=ko[:_MAX_DESCRIPTION_CHARS], en=en[:_MAX_DESCRIPTION_CHARS])


def _printable(text: str) -> str:
    return "".join(c if " " <= c <= "~" and c not in '"\\' else "?" for c in text)
