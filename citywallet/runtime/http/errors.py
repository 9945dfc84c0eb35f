"""The one table from an error to a status and a body.

Protocol endpoints answer with the error object of OAuth, our own `/api/…` with a problem of RFC 9457. What is
not listed becomes `server_error` and says nothing more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from fastapi import Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.encoding import JsonObject, JsonValue, serialize_json
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth.bearer import www_authenticate
from citywallet.protocol.oauth.client_attestation import CHALLENGE_HEADER
from citywallet.protocol.oauth.client_attestation_errors import AttestationChallengeWanted
from citywallet.protocol.oauth.dpop_errors import DpopNonceWanted
from citywallet.protocol.oauth.error_response import ErrorResponse, serialize_error_response
from citywallet.protocol.oauth.shown_token import AccessRefused, resource_challenge
from citywallet.protocol.oid4vci.errors import CredentialRequestDenied

STATUS_BY_CODE: Mapping[ErrorCode, int] = MappingProxyType(
    dict.fromkeys(ErrorCode, 400)
    | {
        ErrorCode.INVALID_CLIENT: 401,
        ErrorCode.INVALID_TOKEN: 401,
        ErrorCode.INSUFFICIENT_SCOPE: 403,
        ErrorCode.SERVER_ERROR: 500,
        ErrorCode.TEMPORARILY_UNAVAILABLE: 503,
    }
)


class RequestTooLarge(ProtocolError):
    """The body is longer than this endpoint reads."""

    public = "The request is too large."


class RequestTooSlow(ProtocolError):
    """The body did not arrive in time."""

    public = "The request did not arrive in time."


class RequestHeadersTooLarge(ProtocolError):
    """The header fields are too many or too long."""

    public = "The header fields are too many or too long."


class RequestMediaTypeWrong(ProtocolError):
    """The body has another media type than this endpoint reads."""

    public = "The media type of the request is not the one that this endpoint reads."


class RequestEncodingUnsupported(ProtocolError):
    """The body is compressed."""

    public = "Compressed requests are not read."


# Our own API gives the finer status of HTTP where the protocols know only 400.
_API_STATUS_BY_CLASS: Mapping[type[ProtocolError], int] = MappingProxyType(
    {
        RequestTooLarge: 413,
        RequestTooSlow: 408,
        RequestHeadersTooLarge: 431,
        RequestMediaTypeWrong: 415,
        RequestEncodingUnsupported: 415,
    }
)
# What is still to come of such a request is not read.
_ENDS_THE_CONNECTION = (RequestTooLarge, RequestTooSlow, RequestHeadersTooLarge)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """How one class of error is answered: a service lists its own errors with these in `create_app`."""

    status: int
    code: str
    public: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorAnswer:
    """An error as the outside will see it, before it is rendered for one of the two kinds of endpoint."""

    status: int
    api_status: int
    code: str
    public: str
    headers: Mapping[str, str] = field(default_factory=dict)
    reason: BilingualText | None = None
    fields: tuple[tuple[str, str], ...] = ()


UNEXPECTED = ErrorAnswer(
    status=500,
    api_status=500,
    code="server_error",
    public="Something went wrong on our side; please try again.",
)
_PROTOCOL_CODES = frozenset(code.value for code in ErrorCode)
_BY_HTTP_STATUS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        404: ("not_found", "There is nothing at this address."),
        405: ("method_not_allowed", "This address does not answer to this method."),
    }
)


def answer_for(error: Exception, refusals: Mapping[type[Exception], Refusal]) -> ErrorAnswer:
    """Look an error up in the table; `refusals` is the part of it that the service added."""
    if isinstance(error, HTTPException) and isinstance(error.__cause__, ProtocolError):
        error = error.__cause__  # FastAPI wraps what is raised while it reads a body
    for cls in type(error).__mro__:
        if cls in refusals:
            listed = refusals[cls]
            return ErrorAnswer(
                status=listed.status,
                api_status=listed.status,
                code=listed.code,
                public=listed.public,
                headers=listed.headers,
            )
    if isinstance(error, AccessRefused):
        return _access_answer(error)
    if isinstance(error, ProtocolError):
        return _protocol_answer(error)
    if isinstance(error, RequestValidationError):
        return _validation_answer(error)
    if isinstance(error, HTTPException) and 400 <= error.status_code < 500:
        return _http_answer(error)
    return UNEXPECTED


def render_answer(answer: ErrorAnswer, *, is_api: bool) -> Response:
    """The response for an answer: a problem for our own API, an OAuth error object for the protocols."""
    headers = dict(answer.headers)
    if is_api:
        body = serialize_json(_problem(answer))
        return Response(body, answer.api_status, headers, media_type="application/problem+json")
    response = ErrorResponse(error=_protocol_code(answer), description=answer.public, reason=answer.reason)
    body = serialize_json(serialize_error_response(response))
    return Response(body, answer.status, headers, media_type="application/json")


def _protocol_answer(error: ProtocolError) -> ErrorAnswer:
    status = STATUS_BY_CODE[error.code]
    headers = {"WWW-Authenticate": www_authenticate(error)} if status == 401 else {}
    if isinstance(error, _ENDS_THE_CONNECTION):
        headers["Connection"] = "close"
    if isinstance(error, DpopNonceWanted):
        headers["DPoP-Nonce"] = error.fresh_nonce
    if isinstance(error, AttestationChallengeWanted):
        headers[CHALLENGE_HEADER] = error.fresh
    return ErrorAnswer(
        status=status,
        api_status=_API_STATUS_BY_CLASS.get(type(error), status),
        code=error.code.value,
        public=error.public,
        headers=headers,
        reason=error.reason if isinstance(error, CredentialRequestDenied) else None,
    )


def _access_answer(error: AccessRefused) -> ErrorAnswer:
    """A protected resource answers 401 and says how to show a token, whatever is wrong with the one shown."""
    headers = {"WWW-Authenticate": resource_challenge(error)}
    if error.fresh_nonce is not None:
        headers["DPoP-Nonce"] = error.fresh_nonce
    return ErrorAnswer(
        status=401, api_status=401, code=error.reason.code.value, public=error.reason.public, headers=headers
    )


def _validation_answer(error: RequestValidationError) -> ErrorAnswer:
    fields = tuple((".".join(str(part) for part in found["loc"]), found["msg"]) for found in error.errors())
    return ErrorAnswer(
        status=400,
        api_status=400,
        code=ErrorCode.INVALID_REQUEST.value,
        public="The request lacks something, or holds what it should not.",
        fields=fields[:20],
    )


def _http_answer(error: HTTPException) -> ErrorAnswer:
    code, public = _BY_HTTP_STATUS.get(error.status_code, ("invalid_request", ProtocolError.public))
    return ErrorAnswer(
        status=error.status_code,
        api_status=error.status_code,
        code=code,
        public=public,
        headers=error.headers or {},
    )


def _protocol_code(answer: ErrorAnswer) -> str:
    if answer.code in _PROTOCOL_CODES:
        return answer.code
    if answer.status in (429, 503):
        return ErrorCode.TEMPORARILY_UNAVAILABLE.value
    return ErrorCode.SERVER_ERROR.value if answer.status >= 500 else ErrorCode.INVALID_REQUEST.value


def _problem(answer: ErrorAnswer) -> JsonObject:
    """The members of a problem.

    Spec: Problem Details for HTTP APIs, Members of a Problem Details Object.
    """
    problem: JsonObject = {
        "type": f"urn:citywallet:problem:{answer.code}",
        "title": answer.public,
        "status": answer.api_status,
        "code": answer.code,
    }
    if answer.fields:
        fields: list[JsonValue] = [{"field": name, "reason": reason} for name, reason in answer.fields]
        problem["detail"] = "; ".join(f"{name}: {reason}" for name, reason in answer.fields)
        problem["fields"] = fields
    return problem
