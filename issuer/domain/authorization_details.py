"""Which of the credentials that it may have a wallet asks for in its token request, where it says so."""

from collections.abc import Sequence
from dataclasses import replace

from citywallet.protocol.oauth import AuthorizationDetailsInvalid, CredentialDetail
from issuer.domain.authorizations import AllowedCredential, credential_identifier_of
from issuer.domain.identifiers import CredentialConfigurationId


def allowed_credentials(
    details: Sequence[CredentialDetail], *, offered: Sequence[CredentialConfigurationId]
) -> tuple[AllowedCredential, ...]:
    """What a token request may have of what was offered: all of it, or what its details ask for.

    Raises:
        AuthorizationDetailsInvalid: the details ask for another credential than the offered ones.

    Spec: OpenID4VCI 1.0, Request Credential Issuance using `authorization_details` Parameter.
    """
    everything = tuple(AllowedCredential(configuration_id=each, identifier=None) for each in offered)
    return narrowed_credentials(details, allowed=everything)


def narrowed_credentials(
    details: Sequence[CredentialDetail], *, allowed: Sequence[AllowedCredential]
) -> tuple[AllowedCredential, ...]:
    """Of what was allowed that which the details of a token request ask for, or all of it without details.

    A wallet that asks by details is given an identifier for each credential.

    Raises:
        AuthorizationDetailsInvalid: the details ask for another credential than the allowed ones.

    Spec: OpenID4VCI 1.0, Request Credential Issuance using `authorization_details` Parameter.
    """
    if not details:
        return tuple(allowed)
    wanted = {detail.credential_configuration_id for detail in details}
    if not wanted <= {each.configuration_id for each in allowed}:
        raise AuthorizationDetailsInvalid("another credential")
    return tuple(
        replace(each, identifier=credential_identifier_of(each.configuration_id))
        for each in allowed
        if each.configuration_id in wanted
    )
