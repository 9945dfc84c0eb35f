"""What of an offer this wallet can hold, and on which terms it is requested."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from citywallet.protocol.oauth import IssuerIdentifier, TokenResponse
from citywallet.protocol.oid4vci import (
    JWT_PROOF_TYPE,
    CredentialConfiguration,
    IssuerMetadata,
    PreAuthorizedCodeGrant,
)
from citywallet.protocol.sdjwtvc import SD_JWT_VC_FORMAT
from wallet_api.domain.authorizations import FetchedCard
from wallet_api.domain.errors import CredentialKindUnsupported, IssuerAnswerBroken
from wallet_api.domain.offers import CredentialTerms
from wallet_api.domain.receiving import face_of

PROOF_ALGORITHM = "ES256"


def supported_configurations(
    metadata: IssuerMetadata, configuration_ids: Sequence[str]
) -> Mapping[str, CredentialConfiguration]:
    """The offered configurations that this wallet can hold, by id; the others are left where they are.

    Raises:
        CredentialKindUnsupported: there is none, or the issuer requires messages to be encrypted.
    """
    encryptions = (metadata.request_encryption, metadata.response_encryption)
    if any(each is not None and each.is_required for each in encryptions):
        raise CredentialKindUnsupported("the issuer requires encrypted messages")
    offered = {name: metadata.credential_configurations.get(name) for name in configuration_ids}
    wanted = {name: found for name, found in offered.items() if found is not None and _is_supported(found)}
    if not wanted:
        raise CredentialKindUnsupported("no offered configuration is one that this wallet can hold")
    return wanted


def server_of(metadata: IssuerMetadata, grant: PreAuthorizedCodeGrant) -> IssuerIdentifier:
    """The authorization server that redeems the offer's code: only one that the issuer itself names.

    Raises:
        IssuerAnswerBroken: the offer names another one.
    """
    if grant.authorization_server is None:
        return metadata.authorization_server
    for server in metadata.authorization_servers:
        if server == grant.authorization_server:
            return server
    raise IssuerAnswerBroken("the offer names an authorization server that the issuer does not")


def terms_of(
    metadata: IssuerMetadata, wanted: Mapping[str, CredentialConfiguration], token: TokenResponse
) -> tuple[CredentialTerms, ...]:
    """What to request with the token: each wanted configuration, or each dataset that the token names.

    Raises:
        IssuerAnswerBroken: the token is good for nothing that is wanted.
    """
    authorized = token.authorized_credentials
    named = {each.credential_configuration_id: each.credential_identifiers for each in authorized}
    terms: list[CredentialTerms] = []
    for configuration_id, configuration in wanted.items():
        plain = _plain_terms(metadata, configuration_id, configuration)
        if not named:
            terms.append(plain)
        # A token that names its datasets is good for these alone.
        terms.extend(
            replace(plain, credential_identifier=identifier) for identifier in named.get(configuration_id, ())
        )
    if not terms:
        raise IssuerAnswerBroken("the token is good for nothing that was offered")
    return tuple(terms)


def terms_again(metadata: IssuerMetadata, fetched: FetchedCard) -> CredentialTerms:
    """What to request for a newer copy of a card.

    Raises:
        CredentialKindUnsupported: the issuer offers it no more, or in no way that this wallet can hold.
    """
    supported = supported_configurations(metadata, (fetched.configuration_id,))
    plain = _plain_terms(metadata, fetched.configuration_id, supported[fetched.configuration_id])
    return replace(plain, credential_identifier=fetched.credential_identifier)


def _plain_terms(
    metadata: IssuerMetadata, configuration_id: str, configuration: CredentialConfiguration
) -> CredentialTerms:
    return CredentialTerms(
        face=face_of(metadata, configuration_id, configuration),
        credential_endpoint=metadata.credential_endpoint,
        nonce_endpoint=metadata.nonce_endpoint,
        credential_identifier=None,
    )


def _is_supported(configuration: CredentialConfiguration) -> bool:
    proof = configuration.proof_type(JWT_PROOF_TYPE)
    return (
        configuration.format == SD_JWT_VC_FORMAT
        and proof is not None
        and PROOF_ALGORITHM in proof.signing_algorithms
        and not proof.key_attestation_required
    )
