"""A wallet fetches the offer that a link names."""

from dataclasses import dataclass

from citywallet.protocol.oid4vci import CredentialOffer, InputMode, PreAuthorizedCodeGrant, TxCode
from citywallet.runtime.clock import Clock
from issuer.domain.errors import OfferUnavailable
from issuer.domain.offers import TX_CODE_DIGITS, digest_of, is_open, pre_authorized_code
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
        asks_for_tx_code = offer.terms.tx_code_digest is not None
        return CredentialOffer(
            credential_issuer=self.profile.credential_issuer,
            credential_configuration_ids=offer.terms.configuration_ids,
            pre_authorized_code=PreAuthorizedCodeGrant(
                pre_authorized_code=pre_authorized_code(reference),
                tx_code=TxCode(input_mode=InputMode.NUMERIC, length=TX_CODE_DIGITS)
                if asks_for_tx_code
                else None,
            ),
        )
