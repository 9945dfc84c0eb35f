"""Which credentials a wallet asks for, where it does so by `authorization_details`."""

from collections.abc import Sequence
from dataclasses import dataclass

from citywallet.protocol.encoding import (
    JsonInvalid,
    JsonObject,
    JsonValue,
    MemberInvalid,
    optional_string_array_member,
    parse_json,
    serialize_json,
    string_member,
)
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth.token_response import OPENID_CREDENTIAL

_MAX_BYTES = 16_384
_MAX_DETAILS = 64


class AuthorizationDetailsInvalid(ProtocolError):
    """The details are no filled array of requests for credentials that can be read."""

    code = ErrorCode.INVALID_AUTHORIZATION_DETAILS
    public = "The authorization_details could not be read, or ask for something that is not offered here."


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialDetail:
    """A request for one credential; `locations` names the credential issuers, where there are several."""

    credential_configuration_id: str
    locations: tuple[str, ...] = ()


def parse_authorization_details(text: str) -> tuple[CredentialDetail, ...]:
    """Read the parameter. Unknown members are ignored, another type of details is not.

    Raises:
        AuthorizationDetailsInvalid: no array, empty, with details of another type, or unreadable.

    Spec: OpenID4VCI 1.0, Using Authorization Details Parameter.
    Spec: OAuth 2.0 Rich Authorization Requests, Authorization Error Response.
    """
    try:
        details = parse_json(text, max_bytes=_MAX_BYTES)
        if not isinstance(details, list) or not 0 < len(details) <= _MAX_DETAILS:
            raise AuthorizationDetailsInvalid("not a filled array")
        return tuple(_parse_detail(detail) for detail in details)
    except (JsonInvalid, MemberInvalid) as error:
        raise AuthorizationDetailsInvalid(f"{type(error).__name__}: {error.detail}") from error


def serialize_authorization_details(details: Sequence[CredentialDetail]) -> str:
    """The text of the parameter.

    Spec: OpenID4VCI 1.0, Using Authorization Details Parameter.
    """
    return serialize_json([_serialize_detail(detail) for detail in details]).decode("utf-8")


def _parse_detail(detail: JsonValue) -> CredentialDetail:
    if not isinstance(detail, dict) or detail.get("type") != OPENID_CREDENTIAL:
        raise AuthorizationDetailsInvalid("another type of details")
    return CredentialDetail(
        credential_configuration_id=string_member(detail, "credential_configuration_id"),
        locations=optional_string_array_member(detail, "locations"),
    )


def _serialize_detail(detail: CredentialDetail) -> JsonObject:
    members: JsonObject = {
        "type": OPENID_CREDENTIAL,
        "credential_configuration_id": detail.credential_configuration_id,
    }
    return members | {"locations": list(detail.locations)} if detail.locations else members
