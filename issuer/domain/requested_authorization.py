"""What an authorization request asks for, in the words of our catalogue, within the offer that it names."""

from collections.abc import Sequence
from datetime import datetime

from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import AuthorizationDetailsInvalid, AuthorizationRequest, CredentialDetail
from issuer.domain.authorizations import AllowedCredential, credential_identifier_of
from issuer.domain.catalogue import Catalogue
from issuer.domain.identifiers import CredentialConfigurationId
from issuer.domain.offers import Offer, OfferGrant, OfferTerms, is_open


class NothingRequested(ProtocolError):
    """Raised when a request names no credential that is issued here."""

    code = ErrorCode.INVALID_SCOPE
    public = "The request asks for no credential that is issued here."


class NotRequestedByScope(ProtocolError):
    """Raised when a request names credentials by details or by an offer alone, where the scope must do it."""

    code = ErrorCode.INVALID_SCOPE
    public = "The request must name every credential that it asks for in its scope."


class ResourceUnknown(ProtocolError):
    """Raised when a request is meant for another credential issuer."""

    code = ErrorCode.INVALID_TARGET
    public = "The resource is not this credential issuer."


class IssuerStateUnknown(ProtocolError):
    """Raised when a request refers to an offer that is not there, not open, or not to be signed in for."""

    code = ErrorCode.INVALID_REQUEST
    public = "The offer that the request refers to is not available. Please ask for a new one."


class MoreThanOffered(ProtocolError):
    """Raised when a request that refers to an offer asks for something that the offer does not hold."""

    code = ErrorCode.INVALID_REQUEST
    public = "The request asks for more than was offered."


def offer_of_request(offer: Offer | None, *, now: datetime) -> OfferTerms:
    """The offer to which a request refers, found by its `issuer_state`.

    Raises:
        IssuerStateUnknown: there is none that can be taken up by signing in now.

    Spec: OpenID4VCI 1.0, Additional Request Parameters.
    """
    if offer is None or not is_open(offer, now=now):
        raise IssuerStateUnknown()
    if OfferGrant.AUTHORIZATION_CODE not in offer.terms.grants:
        raise IssuerStateUnknown("another grant")
    return offer.terms


def requested_credentials(
    request: AuthorizationRequest,
    *,
    catalogue: Catalogue,
    credential_issuer: str,
    offered: OfferTerms | None,
    scope_required: bool,
) -> tuple[AllowedCredential, ...]:
    """The credentials that a request asks for; of an offer all that it holds, where it names none.

    What is asked for by details is fetched by identifier, also where the scope names it again. Words of the
    scope that mean nothing here are ignored. With `scope_required` nothing else is asked for than what the
    scope names.

    Raises:
        AuthorizationDetailsInvalid: the details ask for something that is not issued here.
        NothingRequested: neither details nor scope name anything that is issued here.
        NotRequestedByScope: something is asked for that the scope should name, and does not.
        ResourceUnknown: the request is meant for another issuer.
        MoreThanOffered: something asked for is not part of the offer.

    Spec: OpenID4VCI 1.0, Using `scope` Parameter to Request Issuance of a Credential.
    Spec: HAIP 1.0, Authorization Endpoint.
    """
    if request.resource not in (None, credential_issuer):
        raise ResourceUnknown()
    by_details = _by_details(request.authorization_details, catalogue, credential_issuer)
    by_scope = [each.id for each in catalogue.configurations() if each.scope in request.scope]
    wanted = dict.fromkeys((*by_details, *by_scope))
    if not wanted and offered is not None:
        wanted = dict.fromkeys(offered.configuration_ids)
    if not wanted:
        raise NothingRequested()
    if scope_required and not wanted.keys() <= set(by_scope):
        raise NotRequestedByScope()
    if offered is not None and not wanted.keys() <= set(offered.configuration_ids):
        raise MoreThanOffered()
    return tuple(
        AllowedCredential(
            configuration_id=each, identifier=credential_identifier_of(each) if each in by_details else None
        )
        for each in wanted
    )


def _by_details(
    details: Sequence[CredentialDetail], catalogue: Catalogue, credential_issuer: str
) -> list[CredentialConfigurationId]:
    found = []
    for detail in details:
        configuration = catalogue.configuration(detail.credential_configuration_id)
        if configuration is None:
            raise AuthorizationDetailsInvalid("not issued here")
        if detail.locations and credential_issuer not in detail.locations:
            raise AuthorizationDetailsInvalid("for another issuer")
        found.append(configuration.id)
    return found
