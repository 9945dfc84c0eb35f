"""Operators look at the heads of status lists: which the chain holds, and which still wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from citywallet.runtime.clock import Clock
from issuer.domain.status_lists import Publication
from issuer.ports import UnitsOfWork

_PER_LIST, _WAITING = 10, 100
_ANCHORED_WITHIN = timedelta(seconds=60)


class AnchorState(StrEnum):
    """How far a head has come."""

    ANCHORED = "anchored"
    WAITING = "waiting"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorReport:
    """A published token and the state of its head."""

    publication: Publication
    state: AnchorState


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAnchors:
    """Give the newest heads of all lists, newest first."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self) -> list[AnchorReport]:
        """What waits for the chain, and of each list the newest that it holds."""
        now = self.clock.now()
        async with self.units.reading() as records:
            found = await records.status_lists.not_anchored(_WAITING)
            for each in await records.status_lists.all():
                found += await records.status_lists.newest_anchored(each.number, _PER_LIST)
        reports = [
            AnchorReport(publication=publication, state=_state_of(publication, now=now))
            for publication in found
        ]
        return sorted(reports, key=lambda report: report.publication.published_at, reverse=True)


def _state_of(publication: Publication, *, now: datetime) -> AnchorState:
    if publication.anchored_at is not None:
        return AnchorState.ANCHORED
    is_late = now - publication.published_at > _ANCHORED_WITHIN
    return AnchorState.LATE if is_late else AnchorState.WAITING
