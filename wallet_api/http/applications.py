"""Cards that were applied for: how they stand, and asking for them."""

from fastapi import APIRouter, Depends, Request

from citywallet.runtime.http import require_key
from wallet_api.domain.identifiers import WalletId
from wallet_api.http.acts import acts_of
from wallet_api.http.application_models import ApplicationModel, ApplicationsModel, CollectionModel
from wallet_api.http.roles import OPERATOR

application_routes = APIRouter(
    prefix="/api/v1", tags=["wallet"], dependencies=[Depends(require_key(OPERATOR))]
)


@application_routes.get("/wallets/{wallet_id}/applications", summary="What was applied for")
async def list_applications(request: Request, wallet_id: str) -> ApplicationsModel:
    """List what is waited for, and what was refused and why."""
    found = await acts_of(request).list_applications(WalletId(wallet_id))
    return ApplicationsModel(applications=[ApplicationModel.of(each) for each in found])


@application_routes.post("/wallets/{wallet_id}/collections", summary="Ask for what was applied for")
async def collect(request: Request, wallet_id: str) -> CollectionModel:
    """Ask each issuer that may be asked again, and bring in the cards that are ready."""
    return CollectionModel.of(await acts_of(request).collect_cards(WalletId(wallet_id)))
