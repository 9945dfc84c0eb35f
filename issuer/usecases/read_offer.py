"""A wallet fetches the offer that a link names."""

from dataclasses import dataclass

from citywallet.protocol.oid4vci import (
    AuthorizationCodeGrant,
    CredentialOffer,
    InputMode,
    PreAuthorizedCodeGrant,
    TxCode,
)
from citywallet.runtime.clock import Clock
from issuer.domain.errors import OfferUnavailable
from issuer.domain.offers import (
    TX_CODE_DIGITS,
    OfferGrant,
    OfferTerms,
    digest_of,
    is_open,
    issuer_state,
    pre_authorized_code,
)
from issuer.domain.profile import IssuerProfile
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOffer:
    """Give the offer behind a reference, as long as it can still be redeemed."""

    units: UnitsOfWork
    clock: Clock
    profile: IssuerProfile

    async def __call__(self, reference: str) -> CredentialOffer:
        """The offer; it may be fetched several times.

        Raises:
            OfferUnavailable: unknown, used, locked or past its time.

        Spec: OpenID4VCI 1.0, Credential Offer Parameters.
        """
        async with self.units.reading() as records:
            offer = await records.offers.find_by_reference(digest_of(reference))
        if offer is None or not is_open(offer, now=self.clock.now()):
            raise OfferUnavailable()
        terms = offer.terms
        return CredentialOffer(
            credential_issuer=self.profile.credential_issuer,
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
