"""Which of the credentials on offer a wallet asks for in its token request, where it says so."""

from collections.abc import Sequence

from citywallet.protocol.oauth import AuthorizationDetailsInvalid, CredentialDetail
from issuer.domain.authorizations import AllowedCredential, credential_identifier_of
from issuer.domain.identifiers import CredentialConfigurationId


def allowed_credentials(
    details: Sequence[CredentialDetail], *, offered: Sequence[CredentialConfigurationId]
) -> tuple[AllowedCredential, ...]:
    """What a token request may have of what was offered: all of it, or what its details ask for.

    A wallet that asks by details is given an identifier for each credential.

    Raises:
        AuthorizationDetailsInvalid: the details ask for another credential than the offered ones.

    Spec: OpenID4VCI 1.0, Request Credential Issuance using `authorization_details` Parameter.
    """
    if not details:
        return tuple(AllowedCredential(configuration_id=each, identifier=None) for each in offered)
    wanted = {detail.credential_configuration_id for detail in details}
    if not wanted <= set(offered):
        raise AuthorizationDetailsInvalid("another credential")
    return tuple(
        AllowedCredential(configuration_id=each, identifier=credential_identifier_of(each))
        for each in offered
        if each in wanted
    )
