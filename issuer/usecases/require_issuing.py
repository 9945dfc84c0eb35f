"""What stands before everything that offers or issues."""

from issuer.domain.halts import IssuingHalted
from issuer.ports import Records


async def require_issuing(records: Records) -> None:
    """Make sure that issuing is not halted, within the unit of work that would offer or issue.

    Raises:
        IssuingHalted: somebody of the office halted it.
    """
    halt = await records.halts.lasting()
    if halt is not None:
        raise IssuingHalted(halt.id)
