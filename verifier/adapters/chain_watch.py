"""What runs beside the requests: the chain is read again and again."""

import asyncio

from citywallet.runtime.logging import get_logger
from citywallet.storage.errors import StorageUnavailable
from verifier.ports import ChainUnavailable
from verifier.usecases.watch_chain import WatchChain

_log = get_logger("chain")


async def keep_watching(watch_chain: WatchChain, *, interval_seconds: float) -> None:
    """Read the chain until cancelled; no failure ends it, and an outage is told once."""
    is_down = False
    while True:
        try:
            await watch_chain()
        except ChainUnavailable:
            if not is_down:
                _log.warning("chain_unavailable")
            is_down = True
        except StorageUnavailable:
            _log.warning("chain_not_kept")
        else:
            if is_down:
                _log.info("chain_available_again")
            is_down = False
        await asyncio.sleep(interval_seconds)
