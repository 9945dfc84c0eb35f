"""Pushed authorization requests: the wallet hands its request over beforehand and gets a reference to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NewType

from citywallet.protocol.encoding import JsonObject, integer_member, string_member
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth.authorization_request import (
    AuthorizationRequest,
    parse_authorization_request,
    serialize_authorization_request,
)

RequestUri = NewType("RequestUri", str)

REQUEST_URI_PREFIX = "urn:ietf:params:oauth:request_uri:"


class RequestUriInPush(ProtocolError):
    """A push carries a reference itself."""

    code = ErrorCode.INVALID_REQUEST
    public = "A pushed authorization request must not contain request_uri."


class RequestUriUnknown(ProtocolError):
    """The reference is unknown, used, expired, or another client's: the outside cannot tell which."""

    code = ErrorCode.INVALID_REQUEST_URI
    public = "The request_uri is unknown, has expired or was already used."


class PushRequired(ProtocolError):
    """The server takes pushed requests only."""

    code = ErrorCode.INVALID_REQUEST
    public = "This server takes pushed authorization requests only."


class FieldsBesidePush(ProtocolError):
    """Beside the reference stands a parameter that says something else than what was pushed."""

    code = ErrorCode.INVALID_REQUEST
    public = "A parameter beside request_uri differs from the pushed request."


@dataclass(frozen=True, slots=True, kw_only=True)
class PushedResponse:
    """The reference to a pushed request, and how long it is good for."""

    request_uri: RequestUri
    expires_in_seconds: int


def parse_pushed_authorization_request(fields: Mapping[str, str]) -> AuthorizationRequest:
    """Read the form of a push; it is an authorization request, and held to the same rules.

    Raises:
        RequestUriInPush: it contains a reference itself.
        ProtocolError: whatever `parse_authorization_request` raises.

    Spec: OAuth 2.0 Pushed Authorization Requests, Request.
    """
    if "request_uri" in fields:
        raise RequestUriInPush()
    return parse_authorization_request(fields)


def check_fields_beside(fields: Mapping[str, str], *, pushed: AuthorizationRequest) -> None:
    """Make sure that nothing beside the reference contradicts what was pushed; unknown fields are ignored.

    Raises:
        FieldsBesidePush: a parameter says something else, or was not pushed.

    Spec: OAuth 2.0 Pushed Authorization Requests, Authorization Request.
    """
    beside = {name: value for name, value in fields.items() if name != "request_uri"}
    try:
        together = parse_authorization_request(serialize_authorization_request(pushed) | beside)
    except ProtocolError as error:
        raise FieldsBesidePush(type(error).__name__) from error
    if together != pushed:
        raise FieldsBesidePush("differs")


def serialize_pushed_response(response: PushedResponse) -> JsonObject:
    """The JSON object that answers a push.

    Spec: OAuth 2.0 Pushed Authorization Requests, Successful Response.
    """
    return {"request_uri": response.request_uri, "expires_in": response.expires_in_seconds}


def parse_pushed_response(members: JsonObject) -> PushedResponse:
    """Read the answer to a push; unknown members are ignored.

    Raises:
        MemberInvalid: a member is absent or of the wrong type.

    Spec: OAuth 2.0 Pushed Authorization Requests, Successful Response.
    """
    return PushedResponse(
        request_uri=RequestUri(string_member(members, "request_uri")),
        expires_in_seconds=integer_member(members, "expires_in", minimum=1),
    )
