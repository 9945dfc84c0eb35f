"""What requests for status list tokens have in common."""

from datetime import datetime

from issuer.domain.errors import StatusListUnknown
from issuer.domain.identifiers import ListNumber
from issuer.domain.rate_limits import RateLimit
from issuer.ports import Records, UnitsOfWork
from issuer.usecases.rate_limits import count_one


async def require_list(records: Records, number: ListNumber) -> None:
    """Make sure that there is such a list.

    Raises:
        StatusListUnknown: there is none.
    """
    if all(status_list.number != number for status_list in await records.status_lists.all()):
        raise StatusListUnknown()


async def count_past_list(units: UnitsOfWork, auditor: str, limit: RateLimit, *, now: datetime) -> None:
    """Count one list of the past for an auditor, whether or not it is there.

    Raises:
        RateExceeded: the auditor has asked too often lately.
    """
    async with units.writing() as records:
        await count_one(records, f"past-lists:{auditor}", limit, now=now)
