"""A wallet fetches the offer that a link names."""

from dataclasses import dataclass

from citywallet.protocol.oid4vci import CredentialOffer
from citywallet.runtime.clock import Clock
from issuer.domain.credential_offers import credential_offer_of
from issuer.domain.errors import OfferUnavailable
from issuer.domain.offers import digest_of, is_open
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
        return credential_offer_of(offer.terms, reference=reference, profile=self.profile)
