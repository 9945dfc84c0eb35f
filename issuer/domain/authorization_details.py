"""Which of the credentials on offer a wallet asks for in its token request, where it says so."""

from collections.abc import Sequence

from citywallet.protocol.encoding import JsonValue, parse_json
from citywallet.protocol.errors import ErrorCode, ProtocolError
from issuer.domain.authorizations import AllowedCredential, credential_identifier_of
from issuer.domain.identifiers import CredentialConfigurationId

_OPENID_CREDENTIAL = "openid_credential"
_MAX_BYTES = 16_384


class AuthorizationDetailsInvalid(ProtocolError):
    """Raised when authorization details cannot be read, or ask for another credential than was offered."""

    code = ErrorCode.INVALID_REQUEST
    public = "The authorization_details must ask for the credential that was offered."


def allowed_credentials(
    authorization_details: str | None, *, offered: Sequence[CredentialConfigurationId]
) -> tuple[AllowedCredential, ...]:
    """What a token request may have of what was offered: all of it, or what its details ask for.

    A wallet that asks by details is given an identifier for each credential.

    Raises:
        AuthorizationDetailsInvalid: no array of objects, or for another credential than the offered ones.

    Spec: OpenID4VCI 1.0, Request Credential Issuance using `authorization_details` Parameter.
    """
    if authorization_details is None:
        return tuple(AllowedCredential(configuration_id=each, identifier=None) for each in offered)
    try:
        details = parse_json(authorization_details, max_bytes=_MAX_BYTES)
    except ProtocolError as error:
        raise AuthorizationDetailsInvalid(type(error).__name__) from error
    if not isinstance(details, list) or not details:
        raise AuthorizationDetailsInvalid("not a filled array")
    wanted = {_wanted(detail) for detail in details}
    if not wanted <= set(offered):
        raise AuthorizationDetailsInvalid("another credential")
    return tuple(
        AllowedCredential(configuration_id=each, identifier=credential_identifier_of(each))
        for each in offered
        if each in wanted
    )


def _wanted(detail: JsonValue) -> CredentialConfigurationId:
    if not isinstance(detail, dict) or detail.get("type") != _OPENID_CREDENTIAL:
        raise AuthorizationDetailsInvalid("another type of details")
    configuration_id = detail.get("credential_configuration_id")
    if not isinstance(configuration_id, str):
        raise AuthorizationDetailsInvalid("no configuration")
    return CredentialConfigurationId(configuration_id)
