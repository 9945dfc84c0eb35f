"""The token response: an access token and, from some issuers, the credentials it is good for."""

from dataclasses import dataclass

from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    MemberInvalid,
    optional_integer_member,
    optional_string_member,
    string_array_member,
    string_member,
)
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth.bearer import AccessToken, parse_access_token
from citywallet.protocol.oauth.refresh_request import RefreshToken, parse_refresh_token
from citywallet.protocol.oauth.shown_token import TokenType

OPENID_CREDENTIAL = "openid_credential"


class TokenTypeUnsupported(ProtocolError):
    """The server hands out a token of another type than the wallet asked for."""

    code = ErrorCode.INVALID_REQUEST
    public = "The issuer uses a kind of access token that this wallet does not support."


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizedCredential:
    """Datasets that the token may fetch: one configuration, one identifier per dataset."""

    credential_configuration_id: str
    credential_identifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenResponse:
    """An access token; what is None or empty the server did not say or give.

    Where `authorized_credentials` is not empty, credential requests must name one of its identifiers.
    """

    access_token: AccessToken
    token_type: TokenType
    expires_in_seconds: int | None
    refresh_token: RefreshToken | None = None
    authorized_credentials: tuple[AuthorizedCredential, ...] = ()


def parse_token_response(members: JsonObject, *, expected: TokenType) -> TokenResponse:
    """Read a token response; unknown members are ignored.

    `expected` is `DPOP` where the wallet sent a DPoP proof, whatever type the server would rather give.

    Raises:
        MemberInvalid: a member is absent or of the wrong type.
        AccessTokenMalformed, RefreshTokenMissing: a token that no message can carry.
        TokenTypeUnsupported: a token of another type than expected.

    Spec: OpenID4VCI 1.0, Successful Token Response.
    """
    token = parse_access_token(string_member(members, "access_token"))
    token_type = string_member(members, "token_type")
    if token_type.lower() != expected.value.lower():
        raise TokenTypeUnsupported(token_type[:40])
    refresh_token = optional_string_member(members, "refresh_token")
    return TokenResponse(
        access_token=token,
        token_type=expected,
        expires_in_seconds=optional_integer_member(members, "expires_in"),
        refresh_token=None if refresh_token is None else parse_refresh_token(refresh_token),
        authorized_credentials=_parse_details(members.get("authorization_details", [])),
    )


def serialize_token_response(response: TokenResponse) -> JsonObject:
    """The JSON object of a token response.

    Spec: OpenID4VCI 1.0, Successful Token Response.
    """
    members: JsonObject = {"access_token": response.access_token, "token_type": response.token_type.value}
    if response.expires_in_seconds is not None:
        members["expires_in"] = response.expires_in_seconds
    if response.refresh_token is not None:
        members["refresh_token"] = response.refresh_token
    if response.authorized_credentials:
        members["authorization_details"] = [
            {
                "type": OPENID_CREDENTIAL,
                "credential_configuration_id": credential.credential_configuration_id,
                "credential_identifiers": list(credential.credential_identifiers),
            }
            for credential in response.authorized_credentials
        ]
    return members


def _parse_details(value: JsonValue) -> tuple[AuthorizedCredential, ...]:
    if not isinstance(value, list) or not all(isinstance(detail, dict) for detail in value):
        raise MemberInvalid("authorization_details is not an array of objects")
    details = [detail for detail in value if isinstance(detail, dict)]
    return tuple(_parse_detail(detail) for detail in details if detail.get("type") == OPENID_CREDENTIAL)


def _parse_detail(detail: JsonObject) -> AuthorizedCredential:
    identifiers = string_array_member(detail, "credential_identifiers")
    if not identifiers:
        raise MemberInvalid("credential_identifiers is empty")
    return AuthorizedCredential(
        credential_configuration_id=string_member(detail, "credential_configuration_id"),
        credential_identifiers=identifiers,
    )
