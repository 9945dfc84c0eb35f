"""What runs beside the requests: publishing, anchoring, sweeping. One process leads each, by a lease."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.logging import get_logger
from citywallet.storage.database import Database
from citywallet.storage.lease import Lease, in_background, leased_loop
from citywallet.storage.outbox import BackOff, OutboxItem, OutboxWorker
from citywallet.storage.rows import table_of
from issuer.adapters.status_list_records import ANCHOR_KIND
from issuer.adapters.tables import IssuerLeaseRow, IssuerOutboxRow
from issuer.domain.identifiers import ListNumber
from issuer.usecases.advance_bulk_jobs import AdvanceBulkJobs
from issuer.usecases.anchor_status_lists import AnchorStatusLists
from issuer.usecases.follow_signing_keys import FollowSigningKeys
from issuer.usecases.publish_status_lists import PublishStatusLists

# The coalescing time decides how long a change waits; this only how punctual it is.
_PUBLISH_INTERVAL = timedelta(milliseconds=500)
_SWEEP_INTERVAL = timedelta(minutes=5)
_BULK_INTERVAL = timedelta(seconds=1)
_KEYS_INTERVAL = timedelta(seconds=5)
# A chain that is back shall not wait for us.
_BACK_OFF = BackOff(first=timedelta(seconds=1), longest=timedelta(seconds=10))

_log = get_logger("status_lists")


@asynccontextmanager
async def run_workers(
    database: Database,
    *,
    clock: Clock,
    entropy: Entropy,
    publish: PublishStatusLists,
    anchor: AnchorStatusLists,
    sweeps: Mapping[str, Callable[[], Coroutine[None, None, None]]],
) -> AsyncIterator[None]:
    """Run the background work of the issuer while the block runs.

    `sweeps`, by name, are done every few minutes each.
    """
    owner = entropy.identifier()
    anchoring = anchoring_worker(database, anchor, owner=owner, clock=clock)

    async def publish_and_anchor() -> None:
        for publication in await publish():
            _log.info("published", list=publication.list_number, sequence=publication.sequence)
            anchoring.nudge()

    def lease(name: str) -> Lease:
        return Lease(database=database, table=table_of(IssuerLeaseRow), name=name, owner=owner, clock=clock)

    async with in_background(
        leased_loop(
            lease("publish_status_lists"),
            publish_and_anchor,
            interval=_PUBLISH_INTERVAL,
            on_error=lambda error: _log.error("publishing_failed", error=type(error).__name__),
        ),
        anchoring.run(),
        *(
            leased_loop(
                lease(name),
                sweep,
                interval=_SWEEP_INTERVAL,
                on_error=lambda error: _log.error("sweeping_failed", error=type(error).__name__),
            )
            for name, sweep in sweeps.items()
        ),
    ):
        yield


@asynccontextmanager
async def advancing_bulk_jobs(
    database: Database, advance: AdvanceBulkJobs, *, clock: Clock, entropy: Entropy
) -> AsyncIterator[None]:
    """Check and run bulk jobs while the block runs, in one process at a time."""
    lease = Lease(
        database=database,
        table=table_of(IssuerLeaseRow),
        name="advance_bulk_jobs",
        owner=entropy.identifier(),
        clock=clock,
    )
    loop = leased_loop(
        lease,
        advance,
        interval=_BULK_INTERVAL,
        on_error=lambda error: _log.error("bulk_jobs_failed", error=type(error).__name__),
    )
    async with in_background(loop):
        yield


@asynccontextmanager
async def following_keys(follow: FollowSigningKeys) -> AsyncIterator[None]:
    """Follow the signing keys while the block runs; every process does, since every process signs."""

    async def loop() -> None:
        while True:
            try:
                await follow()
            except Exception as error:
                _log.error("following_keys_failed", error=type(error).__name__)
            await asyncio.sleep(_KEYS_INTERVAL.total_seconds())

    async with in_background(loop()):
        yield


def anchoring_worker(
    database: Database, anchor: AnchorStatusLists, *, owner: str, clock: Clock
) -> OutboxWorker:
    """The worker that brings heads onto the chain, in order."""

    async def deliver(item: OutboxItem) -> None:
        sequence = int(item.payload["sequence"])
        await anchor(ListNumber(int(item.payload["list"])), sequence=sequence)
        _log.info("anchored", list=item.payload["list"], sequence=sequence)

    return OutboxWorker(
        database=database,
        outbox=table_of(IssuerOutboxRow),
        leases=table_of(IssuerLeaseRow),
        kind=ANCHOR_KIND,
        deliver=deliver,
        owner=owner,
        clock=clock,
        on_error=_report_failure,
        in_order=True,
        back_off=_BACK_OFF,
    )


def _report_failure(item: OutboxItem | None, error: Exception) -> None:
    _log.error(
        "anchoring_failed",
        error=type(error).__name__,
        cause=type(error.__cause__).__name__,
        attempts=0 if item is None else item.attempts + 1,
    )
