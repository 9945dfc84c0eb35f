"""The error object that every OAuth and OpenID4VC endpoint answers with."""

from collections.abc import Mapping
from dataclasses import dataclass

from citywallet.protocol.encoding import JsonObject, JsonValue
from citywallet.protocol.errors import ErrorCode, ProtocolError

_MAX_CODE_CHARS = 200
_MAX_DESCRIPTION_CHARS = 2_000


class ErrorResponseInvalid(ProtocolError):
    """An answer that should be an error object has no readable `error`."""

    code = ErrorCode.INVALID_REQUEST
    public = "The error message could not be read."


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorResponse:
    """An error as the other side sees it.

    `error` is a text, not an `ErrorCode`: strangers may send codes that we do not know.
    """

    error: str
    description: str | None = None


def serialize_error_response(response: ErrorResponse) -> JsonObject:
    """The JSON object of an error. Characters that a description must not hold become `?`.

    Spec: OpenID4VCI 1.0, Credential Request Errors.
    """
    members: JsonObject = {"error": _printable(response.error)}
    if response.description is not None:
        members["error_description"] = _printable(response.description)
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
    if not isinstance(description, str):
        return ErrorResponse(error=error)
    return ErrorResponse(error=error, description=description[:_MAX_DESCRIPTION_CHARS])


def _printable(text: str) -> str:
    return "".join(c if " " <= c <= "~" and c not in '"\\' else "?" for c in text)
