"""Anyone fetches a status list token: the newest, one by its digest, or, for auditors, one of the past."""

from dataclasses import dataclass
from datetime import datetime

from issuer.domain.errors import StatusListUnknown, StatusTimeNotServed, StatusTokenUnknown
from issuer.domain.identifiers import ListNumber
from issuer.domain.status_lists import Publication
from issuer.ports import Records, UnitsOfWork

_ANCHORED_FOR_ALL = 2  # the tokens of the current and the previous head


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeStatusList:
    """Give whole tokens. Nobody can ask for one index, so nobody learns who is being checked."""

    units: UnitsOfWork

    async def newest(self, number: ListNumber) -> Publication:
        """The newest token, whether or not the chain holds its head already.

        Raises:
            StatusListUnknown: no such list.
            StatusTokenUnknown: its first token is still to be signed.

        Spec: Token Status List, Status List Request.
        """
        async with self.units.reading() as records:
            await _require_list(records, number)
            publication = await records.status_lists.newest(number)
        if publication is None:
            raise StatusTokenUnknown("none yet")
        return publication

    async def by_digest(self, number: ListNumber, digest: bytes, *, is_auditor: bool) -> Publication:
        """The token with a digest: of the current or previous head, or newer; auditors may have older ones.

        Raises:
            StatusListUnknown: no such list.
            StatusTokenUnknown: no such token, or too old for those who are no auditors.
        """
        async with self.units.reading() as records:
            await _require_list(records, number)
            publication = await records.status_lists.by_digest(number, digest)
            anchored = await records.status_lists.newest_anchored(number, _ANCHORED_FOR_ALL)
        if publication is None:
            raise StatusTokenUnknown()
        oldest_for_all = anchored[-1].sequence if anchored else 0
        if publication.sequence < oldest_for_all and not is_auditor:
            raise StatusTokenUnknown("too old")
        return publication

    async def as_of(self, number: ListNumber, time: datetime) -> Publication:
        """The token whose head the chain held at `time`; the caller has made sure that an auditor asks.

        Raises:
            StatusListUnknown: no such list.
            StatusTimeNotServed: the chain held no head of the list at that time.

        Spec: Token Status List, Historical resolution.
        """
        async with self.units.reading() as records:
            await _require_list(records, number)
            publication = await records.status_lists.anchored_at(number, time)
        if publication is None:
            raise StatusTimeNotServed()
        return publication


async def _require_list(records: Records, number: ListNumber) -> None:
    if all(status_list.number != number for status_list in await records.status_lists.all()):
        raise StatusListUnknown()
