"""Anyone fetches the status list token to which a head commits."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.domain.errors import StatusTokenUnknown
from issuer.domain.identifiers import ListNumber
from issuer.domain.rate_limits import RateLimit
from issuer.domain.status_lists import Publication
from issuer.ports import UnitsOfWork
from issuer.usecases.status_requests import count_past_list, require_list

_ANCHORED_FOR_ALL = 2  # the tokens of the current and the previous head


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeTokenByDigest:
    """Give a token by its digest: to all that of a current head, to auditors also one of the past."""

    units: UnitsOfWork
    clock: Clock
    past_limit: RateLimit

    async def __call__(self, number: ListNumber, digest: bytes, *, auditor: str | None) -> Publication:
        """The token with a digest; `auditor` is None for those who are none.

        Raises:
            StatusListUnknown: no such list.
            StatusTokenUnknown: no such token, or too old for those who are no auditors.
            RateExceeded: the auditor has asked for the past too often lately.
        """
        async with self.units.reading() as records:
            await require_list(records, number)
            publication = await records.status_lists.by_digest(number, digest)
            anchored = await records.status_lists.newest_anchored(number, _ANCHORED_FOR_ALL)
        if publication is None:
            raise StatusTokenUnknown()
        oldest_for_all = anchored[-1].sequence if anchored else 0
        if publication.sequence < oldest_for_all:
            if auditor is None:
                raise StatusTokenUnknown("too old")
            await count_past_list(self.units, auditor, self.past_limit, now=self.clock.now())
        return publication
