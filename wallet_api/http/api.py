"""The wallet's API: what a front end does for its citizens, with a bearer key."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from citywallet.runtime.http import require_key
from wallet_api.domain.identifiers import CardId, PresentationId, WalletId
from wallet_api.http.acts import acts_of
from wallet_api.http.answers import (
    AnswerModel,
    ConsentModel,
    DeclinedModel,
    HistoryEntryModel,
    HistoryModel,
)
from wallet_api.http.application_models import AcceptedModel
from wallet_api.http.bodies import OfferRequest, PresentationRequest, PresentRequest, TrustRequest
from wallet_api.http.models import (
    CardModel,
    CardsModel,
    RefreshedCardModel,
    RefreshedModel,
    TrustedIssuerModel,
    WalletModel,
    WalletsModel,
)
from wallet_api.http.roles import OPERATOR

wallet_routes = APIRouter(prefix="/api/v1", tags=["wallet"], dependencies=[Depends(require_key(OPERATOR))])


@wallet_routes.post("/wallets", status_code=201, summary="Make a wallet")
async def create_wallet(request: Request) -> WalletModel:
    """Make an empty wallet with a random id."""
    return WalletModel.of(await acts_of(request).create_wallet())


@wallet_routes.get("/wallets", summary="The wallets made last")
async def list_wallets(request: Request, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> WalletsModel:
    """List wallets, the newest first."""
    wallets = await acts_of(request).list_wallets(limit=limit)
    return WalletsModel(wallets=[WalletModel.of(wallet) for wallet in wallets])


@wallet_routes.post("/wallets/{wallet_id}/offers", status_code=201, summary="Receive the cards of an offer")
async def accept_offer(request: Request, wallet_id: str, body: OfferRequest) -> AcceptedModel:
    """Receive by OpenID4VCI, pre-authorized code: all cards of the offer, or promises of them, or none."""
    acts = acts_of(request)
    return AcceptedModel.of(
        await acts.accept_offer(WalletId(wallet_id), link=body.link, tx_code=body.tx_code)
    )


@wallet_routes.get("/wallets/{wallet_id}/cards", summary="The cards of a wallet")
async def list_cards(request: Request, wallet_id: str) -> CardsModel:
    """Bring in what is ready, refresh what is due, and list all cards with everything on them."""
    acts = acts_of(request)
    await acts.collect_cards(WalletId(wallet_id))
    opened = await acts.open_wallet(WalletId(wallet_id))
    return CardsModel(cards=[CardModel.opened(card) for card in opened])


@wallet_routes.post("/wallets/{wallet_id}/refresh", summary="Ask for newer cards now")
async def refresh_wallet(request: Request, wallet_id: str) -> RefreshedModel:
    """Replace each card by a newer one of its issuer, and say of each what came of it."""
    outcomes = await acts_of(request).refresh_wallet(WalletId(wallet_id))
    return RefreshedModel(cards=[RefreshedCardModel.after(outcome) for outcome in outcomes])


@wallet_routes.delete("/wallets/{wallet_id}/cards/{card_id}", status_code=204, summary="Delete a card")
async def delete_card(request: Request, wallet_id: str, card_id: str) -> None:
    """Delete a card and destroy its key; it cannot be brought back."""
    await acts_of(request).delete_card(WalletId(wallet_id), CardId(card_id))


@wallet_routes.post(
    "/wallets/{wallet_id}/presentation-requests", status_code=201, summary="Look at a verifier's request"
)
async def start_presentation(request: Request, wallet_id: str, body: PresentationRequest) -> ConsentModel:
    """Verify who asks, choose the cards, and show what would be sent; nothing is sent yet."""
    acts = acts_of(request)
    awaiting = await acts.start_presentation(WalletId(wallet_id), link=body.link)
    return ConsentModel.of(await acts.review_presentation(awaiting.wallet_id, awaiting.id))


@wallet_routes.get(
    "/wallets/{wallet_id}/presentation-requests/{presentation_id}", summary="Look at a request again"
)
async def review_presentation(request: Request, wallet_id: str, presentation_id: str) -> ConsentModel:
    """Show once more what would be sent."""
    review = await acts_of(request).review_presentation(WalletId(wallet_id), PresentationId(presentation_id))
    return ConsentModel.of(review)


@wallet_routes.post(
    "/wallets/{wallet_id}/presentation-requests/{presentation_id}/submit", summary="Consent and submit"
)
async def submit_presentation(request: Request, wallet_id: str, presentation_id: str) -> AnswerModel:
    """Submit exactly what was shown."""
    presented = await acts_of(request).submit_presentation(
        WalletId(wallet_id), PresentationId(presentation_id)
    )
    return AnswerModel.presented(presented)


@wallet_routes.post(
    "/wallets/{wallet_id}/presentation-requests/{presentation_id}/decline", summary="Decline a request"
)
async def decline_presentation(request: Request, wallet_id: str, presentation_id: str) -> DeclinedModel:
    """Send nothing of the citizen; tell the verifier only that it was not granted."""
    declined = await acts_of(request).decline_presentation(
        WalletId(wallet_id), PresentationId(presentation_id)
    )
    return DeclinedModel.of(declined)


@wallet_routes.post("/wallets/{wallet_id}/presentations", summary="Answer a request in one call")
async def present_credentials(request: Request, wallet_id: str, body: PresentRequest) -> AnswerModel:
    """Answer a request whose consent was given beforehand."""
    presented = await acts_of(request).present_credentials(WalletId(wallet_id), link=body.link)
    return AnswerModel.presented(presented)


@wallet_routes.get("/wallets/{wallet_id}/history", summary="What was asked and how it ended")
async def read_history(request: Request, wallet_id: str) -> HistoryModel:
    """List requests with the names of items, never their values."""
    entries = await acts_of(request).read_history(WalletId(wallet_id))
    return HistoryModel(entries=[HistoryEntryModel.of(entry) for entry in entries])


@wallet_routes.post("/trusted-issuers", status_code=201, summary="Trust an issuer")
async def trust_issuer(request: Request, body: TrustRequest) -> TrustedIssuerModel:
    """Let offers of an issuer through that the city does not know, and its origin be contacted."""
    return TrustedIssuerModel(url=await acts_of(request).trust_issuer(credential_issuer=body.url))
