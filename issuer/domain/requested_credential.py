"""Holding a credential request against what its authorization allows."""

from citywallet.protocol.oid4vci import (
    ByConfiguration,
    ByIdentifier,
    CredentialConfigurationUnknown,
    CredentialIdentifierUnknown,
    CredentialRequest,
    CredentialRequestDenied,
    CredentialRequestMalformed,
    KeyProofInvalid,
)
from issuer.domain.authorizations import Authorization
from issuer.domain.catalogue import Approval, Configuration
from issuer.domain.identifiers import CredentialConfigurationId


class KeyOfAnotherHolder(KeyProofInvalid):
    """Raised when a key is already bound to another citizen's credential: neither would hold it alone."""

    public = "The key of a key proof is already in use. Please use a new key."


def requested_configuration(
    request: CredentialRequest, *, authorization: Authorization
) -> CredentialConfigurationId:
    """The credential configuration that is asked for, among those that were allowed.

    Raises:
        CredentialConfigurationUnknown: the authorization is not good for this configuration.
        CredentialIdentifierUnknown: the token did not come with this identifier.
        CredentialRequestMalformed: a configuration is named although the token came with an identifier.

    Spec: OpenID4VCI 1.0, Credential Request.
    """
    match request.requested:
        case ByConfiguration(credential_configuration_id=configuration_id):
            for allowed in authorization.credentials:
                if allowed.configuration_id == configuration_id:
                    if allowed.identifier is not None:
                        raise CredentialRequestMalformed("the token came with a credential identifier")
                    return allowed.configuration_id
            raise CredentialConfigurationUnknown()
        case ByIdentifier(credential_identifier=identifier):
            for allowed in authorization.credentials:
                if allowed.identifier == identifier:
                    return allowed.configuration_id
            raise CredentialIdentifierUnknown()


def require_approval(configuration: Configuration, authorization: Authorization) -> None:
    """Refuse what an officer must approve and none has: only an officer's offer is an approval.

    Raises:
        CredentialRequestDenied: the citizen came without an offer.
    """
    if configuration.type.approval is Approval.OFFICER and not authorization.is_offered:
        raise CredentialRequestDenied("needs an officer's approval")
