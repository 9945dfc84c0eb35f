"""The loop that reads the chain beside the requests."""

import asyncio
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import structlog

from citywallet.protocol.trust import KeyEpoch
from citywallet.runtime.logging import configure_logging
from citywallet.storage.lease import in_background
from tests.support.certificates import ISSUER_URL
from tests.support.clock import FixedClock
from tests.support.database import a_database
from tests.support.heads import FakeChain
from tests.support.sd_jwts import NOW
from verifier.adapters.chain_watch import keep_watching
from verifier.adapters.known_facts import SqlKnownFacts
from verifier.domain.trusted_issuer import TrustedIssuer
from verifier.usecases.watch_chain import WatchChain


class CountingChain(FakeChain):
    """A chain that tells when it was looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.looked = asyncio.Semaphore(0)

    async def key_epochs(self, issuer_id: bytes) -> list[KeyEpoch]:
        self.looked.release()
        return await super().key_epochs(issuer_id)

    async def looks(self, count: int) -> None:
        """Return after so many further looks have begun."""
        for _ in range(count):
            await self.looked.acquire()


@pytest.fixture
def said() -> Iterator[StringIO]:
    """What the verifier logs."""
    stream = StringIO()
    configure_logging("verifier", stream=stream)
    yield stream
    structlog.reset_defaults()


async def test_an_outage_is_told_once_and_its_end_too(tmp_path: Path, said: StringIO) -> None:
    chain = CountingChain()
    issuer = TrustedIssuer(credential_issuer=ISSUER_URL, anchors=())
    async with a_database("verifier.migrations", tmp_path) as database:
        known = SqlKnownFacts(database)
        watch = WatchChain(issuer=issuer, chain=chain, known=known, type_ids=[], clock=FixedClock(NOW))
        chain.is_down = True
        async with in_background(keep_watching(watch, interval_seconds=0)):
            await chain.looks(3)
            chain.is_down = False
            await chain.looks(3)
    events = [json.loads(line)["event"] for line in said.getvalue().splitlines()]
    assert events == ["chain_unavailable", "chain_available_again"]
