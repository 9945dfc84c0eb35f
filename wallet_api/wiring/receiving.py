"""Receiving cards: by an offer, by signing in, later, and anew."""

from wallet_api.usecases.accept_offer import AcceptOffer
from wallet_api.usecases.begin_sign_in import BeginSignIn
from wallet_api.usecases.collect_cards import CollectCards
from wallet_api.usecases.complete_offer import CompleteOffer
from wallet_api.usecases.fetch_card import FetchCard
from wallet_api.usecases.finish_sign_in import FinishSignIn
from wallet_api.usecases.receive_cards import ReceiveCards
from wallet_api.usecases.refresh_cards import RefreshCards
from wallet_api.usecases.start_offer import StartOffer
from wallet_api.wiring.parts import Ports


def _fetch_card(ports: Ports) -> FetchCard:
    return FetchCard(
        issuers=ports.issuers,
        vault=ports.vault,
        clock=ports.clock,
        entropy=ports.entropy,
        city_issuer=ports.city_issuer,
        trust_anchors=ports.trust_anchors,
    )


def receive_cards(ports: Ports) -> ReceiveCards:
    """Bring in the cards of an authorized offer."""
    complete = CompleteOffer(
        store=ports.store,
        vault=ports.vault,
        clock=ports.clock,
        fetch_card=_fetch_card(ports),
        rhythm=ports.refresh_rhythm,
    )
    return ReceiveCards(signer=ports.signer, complete=complete)


def collect_cards(ports: Ports) -> CollectCards:
    """Bring in later what an officer had to approve."""
    return CollectCards(
        store=ports.store,
        issuers=ports.issuers,
        vault=ports.vault,
        clock=ports.clock,
        signer=ports.signer,
        fetch_card=_fetch_card(ports),
    )


def refresh_cards(ports: Ports) -> RefreshCards:
    """Bring in newer cards in place of those at hand."""
    return RefreshCards(
        store=ports.store,
        issuers=ports.issuers,
        vault=ports.vault,
        signer=ports.signer,
        clock=ports.clock,
        fetch_card=_fetch_card(ports),
        rhythm=ports.refresh_rhythm,
    )


def accept_offer(ports: Ports, receive: ReceiveCards) -> AcceptOffer:
    """Take up an offer, then receive."""
    start = StartOffer(
        store=ports.store,
        issuers=ports.issuers,
        vault=ports.vault,
        clock=ports.clock,
        entropy=ports.entropy,
        city_issuer=ports.city_issuer,
    )
    return AcceptOffer(start=start, receive=receive)


def begin_sign_in(ports: Ports) -> BeginSignIn:
    """Send a citizen to an issuer's page."""
    return BeginSignIn(
        store=ports.store,
        issuers=ports.issuers,
        vault=ports.vault,
        clock=ports.clock,
        entropy=ports.entropy,
        city_issuer=ports.city_issuer,
        client=ports.client,
    )


def finish_sign_in(ports: Ports, receive: ReceiveCards) -> FinishSignIn:
    """Take a citizen back from there, then receive."""
    return FinishSignIn(
        store=ports.store,
        issuers=ports.issuers,
        vault=ports.vault,
        clock=ports.clock,
        entropy=ports.entropy,
        client=ports.client,
        receive=receive,
    )
