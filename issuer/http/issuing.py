"""The halt of all issuing: begun by one person, ended by two."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from issuer.domain.halts import Halt
from issuer.http.acts import acts_of
from issuer.http.approval_models import AskedModel
from issuer.http.gate import SHOWN_BY_CALLERS, caller_of, session_of

issuing_routes = APIRouter(prefix="/api/v1/issuing", tags=["office"], dependencies=SHOWN_BY_CALLERS)


class HaltRequest(BaseModel):
    """Why nothing shall be issued."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class IssuingModel(BaseModel):
    """Whether issuing is halted, and if so since when, by whom and why."""

    halted: bool
    since: datetime | None
    by: str | None
    reason: str | None

    @classmethod
    def of(cls, halt: Halt | None) -> "IssuingModel":
        """Render the halt that lasts, or that there is none."""
        if halt is None:
            return cls(halted=False, since=None, by=None, reason=None)
        return cls(halted=True, since=halt.begun_at, by=halt.begun_by, reason=halt.reason)


@issuing_routes.get("", summary="Whether issuing is halted")
async def issuing(request: Request) -> IssuingModel:
    """Tell of the halt that lasts."""
    return IssuingModel.of(await acts_of(request).office.issuing.read())


@issuing_routes.post("/halt", summary="Offer and issue nothing more")
async def halt(request: Request, wanted: HaltRequest) -> IssuingModel:
    """Halt all issuing at once; doing it again changes nothing."""
    begun = await acts_of(request).office.issuing.halt(reason=wanted.reason, by=caller_of(request))
    return IssuingModel.of(begun)


@issuing_routes.post("/resume", status_code=202, summary="Ask that issuing goes on")
async def resume(request: Request) -> AskedModel:
    """Ask another person to confirm that the halt is over; until then it lasts."""
    caller, _ = session_of(request)
    return AskedModel(approval_id=await acts_of(request).office.issuing.ask_to_resume(by=caller))
