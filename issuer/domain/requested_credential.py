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
from issuer.domain.applications import Application, Collected
from issuer.domain.authorizations import Authorization
from issuer.domain.catalogue import Approval, Configuration
from issuer.domain.identifiers import CredentialConfigurationId


class NotEntitled(CredentialRequestDenied):
    """Raised when the source behind a type does not entitle the citizen to it, or does so no longer."""


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


def needs_approval(
    configuration: Configuration, authorization: Authorization, *, applied: Application | None
) -> bool:
    """Whether an officer must say yes first: an officer's offer does, and so does an earlier application
    under the same authorization that led to a credential; `applied` is the newest one.
    """
    if configuration.type.approval is Approval.NONE or authorization.is_offered:
        return False
    return applied is None or not isinstance(applied.state, Collected)
