"""Which credential a wallet asks for in its token request, where it says so."""

from citywallet.protocol.encoding import JsonValue, parse_json
from citywallet.protocol.errors import ErrorCode, ProtocolError
from issuer.domain.identifiers import CredentialTypeId

_OPENID_CREDENTIAL = "openid_credential"
_MAX_BYTES = 16_384


class AuthorizationDetailsInvalid(ProtocolError):
    """Raised when authorization details cannot be read, or ask for another credential than was offered."""

    code = ErrorCode.INVALID_REQUEST
    public = "The authorization_details must ask for the credential that was offered."


def asks_for_identifier(authorization_details: str | None, *, offered: CredentialTypeId) -> bool:
    """Whether the token response must name a credential identifier, since the wallet asked by details.

    Raises:
        AuthorizationDetailsInvalid: no array of objects, or for another credential than the offered one.

    Spec: OpenID4VCI 1.0, Request Credential Issuance using `authorization_details` Parameter.
    """
    if authorization_details is None:
        return False
    try:
        details = parse_json(authorization_details, max_bytes=_MAX_BYTES)
    except ProtocolError as error:
        raise AuthorizationDetailsInvalid(type(error).__name__) from error
    if not isinstance(details, list) or not details:
        raise AuthorizationDetailsInvalid("not a filled array")
    if not all(_is_for(detail, offered) for detail in details):
        raise AuthorizationDetailsInvalid("another credential")
    return True


def _is_for(detail: JsonValue, offered: CredentialTypeId) -> bool:
    return (
        isinstance(detail, dict)
        and detail.get("type") == _OPENID_CREDENTIAL
        and detail.get("credential_configuration_id") == offered
    )
