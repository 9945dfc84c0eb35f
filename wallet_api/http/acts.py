"""The wallet's use cases, as the routes find them."""

from dataclasses import dataclass

from fastapi import Request

from wallet_api.usecases.accept_offer import AcceptOffer
from wallet_api.usecases.begin_offered_sign_in import BeginOfferedSignIn
from wallet_api.usecases.begin_sign_in import BeginSignIn
from wallet_api.usecases.collect_cards import CollectCards
from wallet_api.usecases.create_wallet import CreateWallet
from wallet_api.usecases.decline_presentation import DeclinePresentation
from wallet_api.usecases.delete_card import DeleteCard
from wallet_api.usecases.finish_sign_in import FinishSignIn
from wallet_api.usecases.list_applications import ListApplications
from wallet_api.usecases.list_cards import ListCards
from wallet_api.usecases.list_wallets import ListWallets
from wallet_api.usecases.open_wallet import OpenWallet
from wallet_api.usecases.present_credentials import PresentCredentials
from wallet_api.usecases.read_history import ReadHistory
from wallet_api.usecases.read_sign_in import ReadSignIn
from wallet_api.usecases.refresh_wallet import RefreshWallet
from wallet_api.usecases.review_presentation import ReviewPresentation
from wallet_api.usecases.start_presentation import StartPresentation
from wallet_api.usecases.submit_presentation import SubmitPresentation
from wallet_api.usecases.trust_issuer import TrustIssuer


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletActs:
    """One of each, made by `app`."""

    create_wallet: CreateWallet
    list_wallets: ListWallets
    accept_offer: AcceptOffer
    begin_sign_in: BeginSignIn
    begin_offered_sign_in: BeginOfferedSignIn
    finish_sign_in: FinishSignIn
    read_sign_in: ReadSignIn
    collect_cards: CollectCards
    list_applications: ListApplications
    list_cards: ListCards
    open_wallet: OpenWallet
    refresh_wallet: RefreshWallet
    delete_card: DeleteCard
    start_presentation: StartPresentation
    review_presentation: ReviewPresentation
    submit_presentation: SubmitPresentation
    decline_presentation: DeclinePresentation
    present_credentials: PresentCredentials
    read_history: ReadHistory
    trust_issuer: TrustIssuer


def acts_of(request: Request) -> WalletActs:
    """The use cases of the running service."""
    acts: WalletActs = request.app.state.acts
    return acts
