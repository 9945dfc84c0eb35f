from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oauth import (
    AuthorizationDetailsInvalid,
    AuthorizationRequest,
    CredentialDetail,
    RedirectUri,
    RequestUriUnknown,
    ResponseTarget,
)
from citywallet.protocol.pkce import (
    CodeChallenge,
)
from issuer.adapters.catalogue_files import load_catalogue
from issuer.domain.identifiers import AuthorizationId, CitizenId, CredentialConfigurationId, OfferId
from issuer.domain.offers import Offer, Offered, OfferGrant, OfferTerms, Redeemed
from issuer.domain.pushed_requests import Pushed, PushTerms, Spent, open_pushed
from issuer.domain.requested_authorization import (
    IssuerStateUnknown,
    MoreThanOffered,
    NothingRequested,
    NotRequestedByScope,
    ResourceUnknown,
    offer_of_request,
    requested_credentials,
)
from issuer.domain.wallet_clients import (
    ClientUnknown,
    RedirectUriUnknown,
    WalletClient,
    WalletClients,
    check_redirect_uri,
)

ISSUER = "https://issuer.example"
NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
CALLBACK = RedirectUri("https://wallet.example/cb")
WALLET = WalletClient(
    id="wallet", name=BilingualText(ko="지갑", en="Wallet"), redirect_uris=frozenset({CALLBACK})
)


def a_request(**changes: Any) -> AuthorizationRequest:
    given: dict[str, Any] = {
        "target": ResponseTarget(client_id="wallet", redirect_uri=CALLBACK),
        "code_challenge": CodeChallenge("c" * 43),
    }
    return AuthorizationRequest(**given | changes)


def an_offer(*configuration_ids: str, grants: frozenset[OfferGrant] = frozenset(OfferGrant)) -> Offered:
    return Offered(
        terms=OfferTerms(
            id=OfferId("offer"),
            grants=grants,
            configuration_ids=tuple(CredentialConfigurationId(each) for each in configuration_ids),
            citizen_id=CitizenId("c-1"),
            tx_code_digest=None,
            created_at=NOW,
            expires_at=NOW + timedelta(minutes=15),
        )
    )


def requested(
    request: AuthorizationRequest, offered: OfferTerms | None = None, *, scope_required: bool = False
) -> dict[str, str | None]:
    found = requested_credentials(
        request,
        catalogue=load_catalogue(),
        credential_issuer=ISSUER,
        offered=offered,
        scope_required=scope_required,
    )
    return {each.configuration_id: each.identifier for each in found}


def a_detail(configuration_id: str, *locations: str) -> CredentialDetail:
    return CredentialDetail(credential_configuration_id=configuration_id, locations=locations)


def test_scope_asks_for_credentials_by_configuration() -> None:
    assert requested(a_request(scope=("openid", "residence", "citizen-id"))) == {
        "citizen-id": None,
        "residence": None,
    }


def test_details_ask_for_credentials_by_identifier_also_where_the_scope_names_them_too() -> None:
    request = a_request(
        scope=("citizen-id", "residence"), authorization_details=(a_detail("citizen-id", ISSUER),)
    )
    assert requested(request) == {"citizen-id": "citizen-id.register", "residence": None}


def test_where_the_scope_is_required_it_must_name_everything() -> None:
    detail, offered = (a_detail("citizen-id"),), an_offer("citizen-id").terms
    named = a_request(scope=("citizen-id",), authorization_details=detail)
    assert requested(named, scope_required=True) == {"citizen-id": "citizen-id.register"}
    for request, offer in (
        (a_request(authorization_details=detail), None),
        (a_request(scope=("residence",), authorization_details=detail), None),
        (a_request(), offered),
    ):
        assert requested(request, offer)
        with pytest.raises(NotRequestedByScope) as caught:
            requested(request, offer, scope_required=True)
        assert caught.value.code is ErrorCode.INVALID_SCOPE


def test_request_that_names_nothing_of_ours_is_refused() -> None:
    for scope in ((), ("openid",), ("Citizen-ID",)):
        with pytest.raises(NothingRequested) as caught:
            requested(a_request(scope=scope))
        assert caught.value.code is ErrorCode.INVALID_SCOPE


@pytest.mark.parametrize("detail", [a_detail("unknown"), a_detail("citizen-id", "https://another.example")])
def test_details_for_something_else_are_refused(detail: CredentialDetail) -> None:
    with pytest.raises(AuthorizationDetailsInvalid):
        requested(a_request(authorization_details=(detail,)))


def test_request_for_another_issuer_is_refused() -> None:
    assert requested(a_request(scope=("citizen-id",), resource=ISSUER))
    with pytest.raises(ResourceUnknown) as caught:
        requested(a_request(scope=("citizen-id",), resource="https://another.example"))
    assert caught.value.code is ErrorCode.INVALID_TARGET


def test_of_an_offer_everything_is_asked_for_where_the_request_names_nothing() -> None:
    assert requested(a_request(), an_offer("citizen-id", "residence").terms) == {
        "citizen-id": None,
        "residence": None,
    }


def test_more_than_was_offered_is_refused() -> None:
    with pytest.raises(MoreThanOffered):
        requested(a_request(scope=("citizen-id", "residence")), an_offer("citizen-id").terms)


@pytest.mark.parametrize(
    ("offer", "now"),
    [
        (None, NOW),
        (an_offer("citizen-id"), NOW + timedelta(minutes=15)),
        (an_offer("citizen-id", grants=frozenset({OfferGrant.PRE_AUTHORIZED_CODE})), NOW),
        (Redeemed(terms=an_offer("citizen-id").terms, authorization_id=AuthorizationId("a")), NOW),
    ],
)
def test_offer_that_cannot_be_signed_in_for_now_is_refused(offer: Offer | None, now: datetime) -> None:
    with pytest.raises(IssuerStateUnknown):
        offer_of_request(offer, now=now)
    assert offer_of_request(an_offer("citizen-id"), now=NOW).id == "offer"


def a_push() -> Pushed:
    terms = PushTerms(
        client=WALLET, request=a_request(), pushed_at=NOW, expires_at=NOW + timedelta(seconds=90)
    )
    return Pushed(terms=terms)


def test_push_is_opened_by_its_client_until_it_ends() -> None:
    push = a_push()
    assert open_pushed(push, client_id="wallet", now=NOW + timedelta(seconds=89)) is push.terms


@pytest.mark.threat(40)
@pytest.mark.parametrize(
    ("push", "client_id", "seconds"),
    [
        (None, "wallet", 0),
        (Spent(terms=a_push().terms), "wallet", 0),
        (a_push(), "another", 0),
        (a_push(), "wallet", 90),
    ],
)
def test_push_is_refused_when_it_is_not_this_clients_or_over(
    push: Pushed | Spent | None, client_id: str, seconds: int
) -> None:
    with pytest.raises(RequestUriUnknown) as caught:
        open_pushed(push, client_id=client_id, now=NOW + timedelta(seconds=seconds))
    assert caught.value.code is ErrorCode.INVALID_REQUEST_URI


def test_wallet_is_known_by_its_exact_name() -> None:
    clients = WalletClients({"wallet": WALLET})
    assert clients.named("wallet") is WALLET
    for client_id in (None, "", "Wallet", "wallet "):
        with pytest.raises(ClientUnknown):
            clients.named(client_id)


@pytest.mark.threat(41)
@pytest.mark.parametrize("uri", [f"{CALLBACK}/", CALLBACK.upper(), CALLBACK[:-1], f"{CALLBACK}?", ""])
def test_way_back_is_compared_to_the_letter(uri: str) -> None:
    check_redirect_uri(WALLET, CALLBACK)
    with pytest.raises(RedirectUriUnknown):
        check_redirect_uri(WALLET, RedirectUri(uri))
