"""A process of its own that delivers an outbox: `python -m tests.ports.delivering_process URL LEASE_MS`.

It prints the key of each delivery and never ends by itself.
"""

import asyncio
import os
import sys
from datetime import timedelta

from citywallet.runtime.clock import SystemClock
from citywallet.storage.database import open_database
from citywallet.storage.outbox import OutboxItem, OutboxWorker
from tests.support.outbox import leases, outbox


async def deliver(item: OutboxItem) -> None:
    print(item.key, flush=True)


async def main(url: str, lease: timedelta) -> None:
    worker = OutboxWorker(
        database=open_database(url),
        outbox=outbox,
        leases=leases,
        kind="anchor",
        deliver=deliver,
        owner=str(os.getpid()),
        clock=SystemClock(),
        on_error=lambda _item, error: print(type(error).__name__, file=sys.stderr),
        poll_interval=timedelta(milliseconds=20),
        lease_duration=lease,
    )
    print("ready", flush=True)
    await worker.run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], timedelta(milliseconds=int(sys.argv[2]))))
