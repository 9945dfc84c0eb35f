"""The citizen whose card the judges read, in our own wallet and out of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from cryptography import x509

from city.demo.actors import Actors
from city.town import Town
from tests.interop.holders import Answered, Holder, a_holder, an_answer
from tests.support.stranger import StrangerWallet


@pytest.fixture
def anchors(town: Town) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(town.layout.trust_anchors.read_bytes())


@pytest.fixture(scope="session")
def holder(town: Town) -> Holder:
    """One holder for all tests that leave the card as it is."""

    async def received() -> Holder:
        async with Actors.of(town.city_file) as actors:
            return await a_holder(actors)

    return asyncio.run(received())


@pytest.fixture
async def stranger() -> AsyncIterator[StrangerWallet]:
    wallet = StrangerWallet(now=int(datetime.now(UTC).timestamp()))
    yield wallet
    wallet.http.close()


@pytest.fixture
async def answered(actors: Actors, holder: Holder, stranger: StrangerWallet) -> Answered:
    return await an_answer(actors, holder, stranger)
