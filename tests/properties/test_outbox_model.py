"""Whatever fails and however often: each item is delivered, once if its deliveries do not fail half-way."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citywallet.storage.outbox import BackOff, OutboxItem, OutboxWorker, enqueue
from tests.support.clock import FixedClock
from tests.support.database import a_database_of
from tests.support.outbox import leases, metadata, outbox

KEYS = st.integers(0, 9).map(str)
# Put an item in, or look what is due while the receiver fails for these keys.
STEPS = st.lists(
    st.tuples(st.just("put"), KEYS) | st.tuples(st.just("deliver"), st.frozensets(KEYS)), max_size=20
)


@pytest.mark.threat(59)
@settings(max_examples=15, deadline=None)
@given(steps=STEPS, in_order=st.booleans())
async def test_every_item_is_delivered_exactly_once_after_its_last_failure(
    steps: list[tuple[str, str | frozenset[str]]], in_order: bool
) -> None:
    clock, failing, delivered, put = FixedClock(), set[str](), Counter[str](), dict[str, None]()

    async def deliver(item: OutboxItem) -> None:
        if item.key in failing:
            raise ConnectionError
        delivered[item.key] += 1

    with TemporaryDirectory() as folder:
        async with a_database_of(metadata, Path(folder)) as database:
            worker = OutboxWorker(
                database=database,
                outbox=outbox,
                leases=leases,
                kind="anchor",
                deliver=deliver,
                owner="one",
                clock=clock,
                on_error=lambda _item, _error: None,
                in_order=in_order,
                batch_size=3,
                back_off=BackOff(longest=timedelta(seconds=8)),
            )
            for act, subject in [*steps, ("deliver", frozenset[str]())]:
                if isinstance(subject, str):
                    async with database.transaction() as connection:
                        await enqueue(
                            connection, outbox, kind="anchor", key=subject, payload={}, now=clock.now()
                        )
                    put[subject] = None
                else:
                    failing = set(subject)
                    clock.advance(seconds=8)
                    await worker.deliver_due()
                assert act in ("put", "deliver")
    assert delivered == Counter(list(put))
