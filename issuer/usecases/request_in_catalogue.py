"""What an authorization request means here: credentials of the catalogue, of an offer where it names one."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.oauth import AuthorizationRequest
from issuer.domain.authorizations import AllowedCredential
from issuer.domain.catalogue import Catalogue
from issuer.domain.identifiers import OfferId
from issuer.domain.offers import digest_of
from issuer.domain.profile import IssuerProfile
from issuer.domain.requested_authorization import offer_of_request, requested_credentials
from issuer.ports import Records


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInCatalogue:
    """What is asked for, and the offer of which it is part."""

    credentials: tuple[AllowedCredential, ...]
    offer_id: OfferId | None


async def request_in_catalogue(
    records: Records,
    request: AuthorizationRequest,
    *,
    catalogue: Catalogue,
    profile: IssuerProfile,
    now: datetime,
) -> RequestInCatalogue:
    """Find what is asked for.

    Raises:
        AuthorizationDetailsInvalid, NothingRequested, ResourceUnknown: it is not issued here.
        NotRequestedByScope: the profile wants it named by scope.
        IssuerStateUnknown, MoreThanOffered: there is no such offer, or it holds less.
    """
    offered = None
    if request.issuer_state is not None:
        offer = await records.offers.find_by_issuer_state(digest_of(request.issuer_state))
        offered = offer_of_request(offer, now=now)
    credentials = requested_credentials(
        request,
        catalogue=catalogue,
        credential_issuer=profile.credential_issuer,
        offered=offered,
        scope_required=profile.requires_scope,
    )
    return RequestInCatalogue(credentials=credentials, offer_id=None if offered is None else offered.id)
