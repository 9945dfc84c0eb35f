"""Reading the link of an offer, however it carries the offer."""

from typing import assert_never

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oid4vci import CredentialOffer, OfferByReference, OfferByValue, parse_offer_link
from wallet_api.domain.errors import IssuerRefused, OfferExpired, OfferUnreadable
from wallet_api.ports.issuers import CredentialIssuers


async def read_offer(issuers: CredentialIssuers, link: str) -> CredentialOffer:
    """The offer behind a link. Whoever sent it is not known from it.

    Raises:
        OfferUnreadable: the link, or what it leads to, is no offer.
        OfferExpired: the issuer serves it no more.
        ReceivingFailed: the issuer cannot be reached.

    Spec: OpenID4VCI 1.0, Credential Offer.
    """
    try:
        carried = parse_offer_link(link)
    except ProtocolError as error:
        raise OfferUnreadable(type(error).__name__) from error
    match carried:
        case OfferByValue():
            return carried.offer
        case OfferByReference():
            try:
                return await issuers.fetch_offer(carried.credential_offer_uri)
            except IssuerRefused as error:
                raise OfferExpired(error.detail) from error
        case _:
            assert_never(carried)
