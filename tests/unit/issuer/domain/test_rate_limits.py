"""So many within an hour, and no more, whatever the clock does."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.domain.errors import RateExceeded
from issuer.domain.rate_limits import RateLimit, recovery_after

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def counted(times: int, limit: RateLimit, *, recovered_at: datetime = NOW, now: datetime = NOW) -> datetime:
    for _ in range(times):
        recovered_at = recovery_after(recovered_at, limit, count=1, now=now)
    return recovered_at


@given(per_hour=st.integers(1, 1_000))
def test_the_whole_hour_may_be_used_at_once_and_not_once_more(per_hour: int) -> None:
    limit = RateLimit(per_hour=per_hour)
    recovered_at = counted(per_hour, limit)
    with pytest.raises(RateExceeded):
        counted(1, limit, recovered_at=recovered_at)


@given(per_hour=st.integers(1, 1_000), count=st.integers(1, 1_100))
def test_several_at_one_time_count_like_one_after_the_other(per_hour: int, count: int) -> None:
    limit = RateLimit(per_hour=per_hour)
    if count > per_hour:
        with pytest.raises(RateExceeded):
            recovery_after(NOW, limit, count=count, now=NOW)
    else:
        assert recovery_after(NOW, limit, count=count, now=NOW) == counted(count, limit)


@given(per_hour=st.integers(1, 1_000))
def test_one_more_fits_when_its_share_of_the_hour_is_over_and_not_before(per_hour: int) -> None:
    limit = RateLimit(per_hour=per_hour)
    recovered_at = counted(per_hour, limit)
    share = recovered_at + HOUR // per_hour - HOUR - NOW
    with pytest.raises(RateExceeded):
        counted(1, limit, recovered_at=recovered_at, now=NOW + share - timedelta(microseconds=1))
    assert counted(1, limit, recovered_at=recovered_at, now=NOW + share)


def test_who_rested_longer_than_an_hour_has_no_more_than_the_hour() -> None:
    limit = RateLimit(per_hour=2)
    later = NOW + timedelta(days=1)
    assert counted(2, limit, now=later) == later + HOUR
    with pytest.raises(RateExceeded):
        counted(3, limit, now=later)


def test_a_clock_that_was_set_back_shuts_nobody_out() -> None:
    limit = RateLimit(per_hour=2)
    recovered_at = counted(2, limit, now=NOW + timedelta(days=1))
    assert counted(2, limit, recovered_at=recovered_at) == NOW + HOUR
