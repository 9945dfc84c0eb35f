"""What a wallet reads in an offer, by value or by reference."""

from citywallet.protocol.oid4vci import (
    AuthorizationCodeGrant,
    CredentialOffer,
    InputMode,
    PreAuthorizedCodeGrant,
    TxCode,
)
from issuer.domain.offers import (
    TX_CODE_DIGITS,
    OfferGrant,
    OfferTerms,
    issuer_state,
    pre_authorized_code,
)
from issuer.domain.profile import IssuerProfile


def credential_offer_of(terms: OfferTerms, *, reference: str, profile: IssuerProfile) -> CredentialOffer:
    """The offer of these terms; its code and state follow from the secret reference.

    Spec: OpenID4VCI 1.0, Credential Offer Parameters.
    """
    return CredentialOffer(
        credential_issuer=profile.credential_issuer,
        credential_configuration_ids=terms.configuration_ids,
        pre_authorized_code=_pre_authorized(terms, reference),
        authorization_code=_authorization_code(terms, reference),
    )


def _pre_authorized(terms: OfferTerms, reference: str) -> PreAuthorizedCodeGrant | None:
    if OfferGrant.PRE_AUTHORIZED_CODE not in terms.grants:
        return None
    asks_for_tx_code = terms.tx_code_digest is not None
    return PreAuthorizedCodeGrant(
        pre_authorized_code=pre_authorized_code(reference),
        tx_code=TxCode(input_mode=InputMode.NUMERIC, length=TX_CODE_DIGITS) if asks_for_tx_code else None,
    )


def _authorization_code(terms: OfferTerms, reference: str) -> AuthorizationCodeGrant | None:
    if OfferGrant.AUTHORIZATION_CODE not in terms.grants:
        return None
    return AuthorizationCodeGrant(issuer_state=issuer_state(reference))
