"""Revoking everything of a person or device, and the second person that much of it takes."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from issuer.domain.identifiers import ApprovalId
from issuer.http.acts import acts_of
from issuer.http.approval_models import ApprovalsModel, AskedModel, DoneModel, RevocationRequest
from issuer.http.gate import SHOWN_BY_CALLERS, caller_of, session_of
from issuer.http.models import Identifier
from issuer.usecases.revoke_credentials import ApprovalAsked

approval_routes = APIRouter(prefix="/api/v1", tags=["office"], dependencies=SHOWN_BY_CALLERS)

ApprovalPath = Annotated[Identifier, Path()]
_MAX_NUMBER = 2**53


@approval_routes.post(
    "/revocations",
    summary="Revoke everything of a person or a device",
    responses={202: {"model": AskedModel}},
)
async def revoke(request: Request, response: Response, wanted: RevocationRequest) -> DoneModel | AskedModel:
    """Revoke in one act; where that is a great deal, ask another person to confirm it (202)."""
    outcome = await acts_of(request).office.approvals.revoke(
        wanted.scope(), reason=wanted.reason, by=caller_of(request)
    )
    if isinstance(outcome, ApprovalAsked):
        response.status_code = 202
        return AskedModel(approval_id=outcome.id)
    return DoneModel(done=outcome.count)


@approval_routes.get("/approvals", summary="What waits for a second person")
async def approvals(
    request: Request, cursor: Annotated[int | None, Query(ge=1, le=_MAX_NUMBER)] = None
) -> ApprovalsModel:
    """List what was asked for, newest first, and what became of it."""
    return ApprovalsModel.of(await acts_of(request).office.approvals.list(before=cursor))


@approval_routes.post("/approvals/{approval}/confirm", summary="Agree, so that it is done")
async def confirm(request: Request, approval: ApprovalPath) -> DoneModel:
    """Confirm what another person asked for."""
    caller, _ = session_of(request)
    done = await acts_of(request).office.approvals.confirm(ApprovalId(approval), by=caller)
    return DoneModel(done=done)


@approval_routes.post("/approvals/{approval}/reject", status_code=204, summary="Disagree")
async def reject(request: Request, approval: ApprovalPath) -> None:
    """Reject what another person asked for."""
    caller, _ = session_of(request)
    await acts_of(request).office.approvals.reject(ApprovalId(approval), by=caller)
