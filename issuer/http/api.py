"""The office's API: what officers do to the register, offers and credentials."""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request, Response

from issuer.domain.credential_states import StatusAct
from issuer.domain.identifiers import CitizenId, CredentialId
from issuer.domain.offers import OfferGrant
from issuer.domain.revocations import Named
from issuer.http.acts import acts_of
from issuer.http.approval_models import AskedModel
from issuer.http.gate import SHOWN_BY_CALLERS, caller_of
from issuer.http.models import (
    CitizenModel,
    CredentialModel,
    Identifier,
    OfferModel,
    OfferRequest,
    StatusChangeRequest,
    StatusListModel,
)
from issuer.usecases.revoke_credentials import ApprovalAsked

office_routes = APIRouter(prefix="/api/v1", tags=["office"], dependencies=SHOWN_BY_CALLERS)

CredentialPath = Annotated[Identifier, Path()]
Reason = Annotated[StatusChangeRequest | None, Body()]


@office_routes.get("/citizens", summary="The first citizens of the register")
async def citizens(
    request: Request, limit: Annotated[int, Query(ge=1, le=10_000)] = 100
) -> list[CitizenModel]:
    """List citizens by identifier."""
    return [CitizenModel.of(citizen) for citizen in await acts_of(request).list_citizens(limit=limit)]


@office_routes.post("/offers", status_code=201, summary="Offer a credential to a citizen")
async def create_offer(request: Request, wanted: OfferRequest) -> OfferModel:
    """Make an offer; its link goes to the citizen, the transaction code by another way."""
    wanted_types = [wanted.type] if isinstance(wanted.type, str) else wanted.type
    offer = await acts_of(request).create_offer(
        configuration_ids=wanted_types,
        citizen_id=CitizenId(wanted.citizen),
        with_tx_code=wanted.tx_code,
        grants=[OfferGrant(each) for each in wanted.grants],
        by=caller_of(request),
    )
    return OfferModel.of(offer)


@office_routes.get("/credentials", summary="What a citizen was issued")
async def credentials(request: Request, citizen_id: Annotated[Identifier, Query()]) -> list[CredentialModel]:
    """List a citizen's credentials, newest first."""
    found = await acts_of(request).list_credentials(CitizenId(citizen_id))
    return [CredentialModel.of(reported) for reported in found]


@office_routes.get("/credentials/{credential}", summary="One credential")
async def one_credential(request: Request, credential: CredentialPath) -> CredentialModel:
    """Give one credential's record."""
    return CredentialModel.of(await acts_of(request).read_credential(CredentialId(credential)))


@office_routes.post(
    "/credentials/{credential}/revoke",
    summary="Revoke a credential for good",
    responses={202: {"model": AskedModel}},
)
async def revoke(
    request: Request, response: Response, credential: CredentialPath, change: Reason = None
) -> CredentialModel | AskedModel:
    """Revoke; doing it again changes nothing. Where even one takes two people, ask for the second (202)."""
    acts, credential_id = acts_of(request), CredentialId(credential)
    outcome = await acts.office.approvals.revoke(
        Named((credential_id,)), reason=None if change is None else change.reason, by=caller_of(request)
    )
    if isinstance(outcome, ApprovalAsked):
        response.status_code = 202
        return AskedModel(approval_id=outcome.id)
    return CredentialModel.of(await acts.read_credential(credential_id))


@office_routes.post("/credentials/{credential}/suspend", summary="Suspend a credential")
async def suspend(request: Request, credential: CredentialPath, change: Reason = None) -> CredentialModel:
    """Suspend; doing it again changes nothing."""
    return await _change(request, credential, StatusAct.SUSPEND, change)


@office_routes.post("/credentials/{credential}/resume", summary="Resume a suspended credential")
async def resume(request: Request, credential: CredentialPath, change: Reason = None) -> CredentialModel:
    """Resume; doing it again changes nothing."""
    return await _change(request, credential, StatusAct.RESUME, change)


@office_routes.get("/status-lists", summary="How far the status lists are")
async def status_lists(request: Request) -> list[StatusListModel]:
    """List the sequences that are published and anchored."""
    return [StatusListModel.of(progress) for progress in await acts_of(request).list_status_lists()]


async def _change(
    request: Request, credential: str, act: StatusAct, change: StatusChangeRequest | None
) -> CredentialModel:
    reason = None if change is None else change.reason
    acts, credential_id = acts_of(request), CredentialId(credential)
    await acts.change_status(credential_id, act, reason=reason, by=caller_of(request))
    return CredentialModel.of(await acts.read_credential(credential_id))
