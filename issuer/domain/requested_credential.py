"""Holding a credential request against what its access token allows."""

from citywallet.protocol.oid4vci import (
    ByConfiguration,
    ByIdentifier,
    CredentialConfigurationUnknown,
    CredentialIdentifierUnknown,
    CredentialRequest,
    CredentialRequestMalformed,
    KeyProofInvalid,
)
from issuer.domain.access_tokens import TokenGrant
from issuer.domain.catalogue import Catalogue, CredentialType


class KeyOfAnotherHolder(KeyProofInvalid):
    """Raised when a key is already bound to another citizen's credential: neither would hold it alone."""

    public = "The key of a key proof is already in use. Please use a new key."


def requested_type(request: CredentialRequest, *, grant: TokenGrant, catalogue: Catalogue) -> CredentialType:
    """The type of credential that is asked for.

    Raises:
        CredentialConfigurationUnknown: no such configuration, or the token is not good for it.
        CredentialIdentifierUnknown: the token did not come with this identifier.
        CredentialRequestMalformed: a configuration is named although the token came with an identifier.

    Spec: OpenID4VCI 1.0, Credential Request.
    """
    match request.requested:
        case ByConfiguration(credential_configuration_id=configuration_id):
            if configuration_id != grant.type_id:
                raise CredentialConfigurationUnknown()
            if grant.credential_identifier is not None:
                raise CredentialRequestMalformed("the token came with a credential identifier")
        case ByIdentifier(credential_identifier=identifier):
            if identifier != grant.credential_identifier:
                raise CredentialIdentifierUnknown()
    credential_type = catalogue.find(grant.type_id)
    if credential_type is None:  # taken out of the catalogue since the offer
        raise CredentialConfigurationUnknown("no longer in the catalogue")
    return credential_type
