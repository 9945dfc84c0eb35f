"""The accounts of staff, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from issuer.domain.identifiers import UserName
from issuer.http.acts import acts_of
from issuer.http.gate import SHOWN_BY_CALLERS, caller_of
from issuer.http.models import Identifier
from issuer.http.staff_models import InvitationModel, InvitationRequest, StaffModel

staff_routes = APIRouter(prefix="/api/v1/staff", tags=["office"], dependencies=SHOWN_BY_CALLERS)


@staff_routes.get("", summary="Who works in the office")
async def staff(request: Request) -> StaffModel:
    """List everybody's account."""
    return StaffModel.of(await acts_of(request).office.list_staff())


@staff_routes.post("", status_code=201, summary="Invite somebody")
async def invite(request: Request, wanted: InvitationRequest) -> InvitationModel:
    """Make a link by which somebody can enrol; it is shown this once."""
    invitation = await acts_of(request).office.invite_staff(
        user=wanted.user, name=wanted.name, roles=wanted.roles, by=caller_of(request)
    )
    return InvitationModel.of(invitation)


@staff_routes.post("/{user}/disable", status_code=204, summary="End somebody's access")
async def disable(request: Request, user: Annotated[Identifier, Path()]) -> None:
    """Disable an account; its sessions end at once."""
    await acts_of(request).office.disable_staff(UserName(user), by=caller_of(request))
