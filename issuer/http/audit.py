"""The audit log, for auditors."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from issuer.http.acts import acts_of
from issuer.http.audit_models import AuditCheckModel, AuditPageModel, StatedHeadModel
from issuer.http.gate import SHOWN_BY_CALLERS

audit_routes = APIRouter(prefix="/api/v1/audit", tags=["office"], dependencies=SHOWN_BY_CALLERS)

_MAX_NUMBER = 2**53


@audit_routes.get("", summary="What was done in the office")
async def audit(
    request: Request, cursor: Annotated[int | None, Query(ge=1, le=_MAX_NUMBER)] = None
) -> AuditPageModel:
    """List administrative acts, newest first."""
    return AuditPageModel.of(await acts_of(request).office.read_audit_log(before=cursor))


@audit_routes.get("/check", summary="Whether the log is whole")
async def check(request: Request) -> AuditCheckModel:
    """Compute the whole log again, from its first entry."""
    return AuditCheckModel.of(await acts_of(request).office.check_audit_log())


@audit_routes.get("/head", summary="A signed statement of the newest entry")
async def head(request: Request) -> StatedHeadModel:
    """State where the log has come to; kept elsewhere, it shows whether the log was cut since."""
    stated, statement = await acts_of(request).office.state_audit_head()
    return StatedHeadModel.stated(stated, statement)
