"""How old a head may be before silence must be taken for unknown."""

from datetime import datetime, timedelta

from citywallet.protocol.anchoring.errors import BlockFromFuture, HeadTooOld
from citywallet.protocol.anchoring.head import AnchoredHead

CLOCK_DIFFERENCE = timedelta(seconds=15)


def verify_head_age(
    head: AnchoredHead, *, now: datetime, newest_block_time: datetime | None, limit: timedelta
) -> timedelta:
    """Check that a head is young enough at `now`, and give its age.

    `newest_block_time` is that of the newest finalised block, None while the chain cannot be reached: then
    the local clock alone counts. Of the two clocks the later one counts, so that setting one back hides
    nothing.

    Raises:
        BlockFromFuture: the head or the newest block lies more than 15 seconds ahead of `now`.
        HeadTooOld: the head is older than `limit`.
    """
    block_times = [head.anchored_at] if newest_block_time is None else [head.anchored_at, newest_block_time]
    if max(block_times) > now + CLOCK_DIFFERENCE:
        raise BlockFromFuture(f"{max(block_times).isoformat()} at {now.isoformat()}")
    age = max(now, *block_times) - head.anchored_at
    if age > limit:
        raise HeadTooOld(f"{age.total_seconds():.0f} s, allowed {limit.total_seconds():.0f} s")
    return age
