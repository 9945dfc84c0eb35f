"""The queue of applications, for those who decide."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from issuer.domain.applications import StateName
from issuer.domain.identifiers import ApplicationId
from issuer.http.acts import acts_of
from issuer.http.application_models import (
    ApplicationsModel,
    OpenedApplicationModel,
    RefusalRequest,
    RevealedModel,
)
from issuer.http.gate import SHOWN_BY_CALLERS, caller_of
from issuer.http.models import Identifier

application_routes = APIRouter(prefix="/api/v1/applications", tags=["office"], dependencies=SHOWN_BY_CALLERS)

ApplicationPath = Annotated[Identifier, Path()]
_MAX_NUMBER = 2**53


@application_routes.get("", summary="What citizens applied for")
async def applications(
    request: Request,
    state: StateName | None = None,
    cursor: Annotated[int | None, Query(ge=1, le=_MAX_NUMBER)] = None,
) -> ApplicationsModel:
    """List applications, names masked: those that wait by their age, all others newest first."""
    acts = acts_of(request)
    listed = await acts.applications.list(state=state, cursor=cursor)
    return ApplicationsModel.of(listed, acts.catalogue)


@application_routes.get("/{application}", summary="One application, and what to look at")
async def one_application(request: Request, application: ApplicationPath) -> OpenedApplicationModel:
    """Give one application, name and facts masked."""
    return await _opened(request, application)


@application_routes.post("/{application}/reveal", summary="Name and facts in full")
async def reveal(request: Request, application: ApplicationPath) -> RevealedModel:
    """Reveal what is masked; every call is in the audit log."""
    facts = await acts_of(request).applications.reveal(ApplicationId(application), by=caller_of(request))
    return RevealedModel.of(facts)


@application_routes.post("/{application}/approve", summary="Say yes")
async def approve(request: Request, application: ApplicationPath) -> OpenedApplicationModel:
    """Approve; the wallet gets the credential when it next asks."""
    await acts_of(request).applications.decide.approve(ApplicationId(application), by=caller_of(request))
    return await _opened(request, application)


@application_routes.post("/{application}/refuse", summary="Say no, and why")
async def refuse(
    request: Request, application: ApplicationPath, refusal: RefusalRequest
) -> OpenedApplicationModel:
    """Refuse; the citizen reads the reason in the wallet."""
    await acts_of(request).applications.decide.refuse(
        ApplicationId(application), reason=refusal.text(), by=caller_of(request)
    )
    return await _opened(request, application)


async def _opened(request: Request, application: str) -> OpenedApplicationModel:
    acts = acts_of(request)
    opened = await acts.applications.read(ApplicationId(application))
    return OpenedApplicationModel.opened(opened, acts.catalogue)
