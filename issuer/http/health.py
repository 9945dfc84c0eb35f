"""How the issuer's keys stand, for those who look after it."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from issuer.http.acts import acts_of
from issuer.http.gate import SHOWN_BY_CALLERS
from issuer.usecases.list_anchors import AnchorReport
from issuer.usecases.list_signing_keys import SigningKeyReport

health_routes = APIRouter(prefix="/api/v1/health", tags=["office"], dependencies=SHOWN_BY_CALLERS)


class SigningKeyModel(BaseModel):
    """A signing key by its thumbprint (RFC 7638, hexadecimal): its epoch, and the end of its certificate."""

    purpose: Literal["credential", "status", "attestation"]
    thumbprint: str
    since: datetime | None
    until: datetime | None
    state: Literal["current", "ended", "compromised", "not_registered", "unknown"]
    signs: bool
    certificate_ends: datetime

    @classmethod
    def of(cls, report: SigningKeyReport) -> "SigningKeyModel":
        """Render a report."""
        return cls(
            purpose=report.purpose.value,
            thumbprint=report.thumbprint.hex(),
            since=report.since,
            until=report.until,
            state=report.standing.value,
            signs=report.signs,
            certificate_ends=report.certificate_ends,
        )


class SigningKeysModel(BaseModel):
    """All signing keys."""

    items: list[SigningKeyModel]


@health_routes.get("/keys", summary="The signing keys, their epochs and certificates")
async def keys(request: Request) -> SigningKeysModel:
    """List the keys in the order in which they came."""
    reports = await acts_of(request).list_signing_keys()
    return SigningKeysModel(items=[SigningKeyModel.of(report) for report in reports])


class AnchorModel(BaseModel):
    """The head of one published status list; `late` is one that has waited for more than a minute."""

    list: int
    sequence: int
    published_at: datetime
    anchored_at: datetime | None
    state: Literal["anchored", "waiting", "late"]

    @classmethod
    def of(cls, report: AnchorReport) -> "AnchorModel":
        """Render a report."""
        publication = report.publication
        return cls(
            list=publication.list_number,
            sequence=publication.sequence,
            published_at=publication.published_at,
            anchored_at=publication.anchored_at,
            state=report.state.value,
        )


class AnchorsModel(BaseModel):
    """The newest heads."""

    items: list[AnchorModel]


@health_routes.get("/anchors", summary="Which status lists the chain holds")
async def anchors(request: Request) -> AnchorsModel:
    """List the newest heads of all status lists, newest first."""
    reports = await acts_of(request).office.list_anchors()
    return AnchorsModel(items=[AnchorModel.of(report) for report in reports])
