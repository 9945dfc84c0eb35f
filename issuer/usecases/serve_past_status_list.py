"""An auditor fetches the status list token of a past time."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.runtime.clock import Clock
from issuer.domain.errors import StatusTimeNotServed
from issuer.domain.identifiers import ListNumber
from issuer.domain.rate_limits import RateLimit
from issuer.domain.status_lists import Publication
from issuer.ports import UnitsOfWork
from issuer.usecases.status_requests import count_past_list, require_list


@dataclass(frozen=True, slots=True, kw_only=True)
class ServePastStatusList:
    """Give whole tokens of the past, and not too many: all of them tell every card's history."""

    units: UnitsOfWork
    clock: Clock
    limit: RateLimit

    async def __call__(self, number: ListNumber, time: datetime, *, auditor: str) -> Publication:
        """The token whose head the chain held at `time`; the caller has made sure that `auditor` is one.

        Raises:
            RateExceeded: the auditor has asked too often lately.
            StatusListUnknown: no such list.
            StatusTimeNotServed: the chain held no head of the list at that time.

        Spec: Token Status List, Historical resolution.
        """
        await count_past_list(self.units, auditor, self.limit, now=self.clock.now())
        async with self.units.reading() as records:
            await require_list(records, number)
            publication = await records.status_lists.anchored_at(number, time)
        if publication is None:
            raise StatusTimeNotServed()
        return publication
