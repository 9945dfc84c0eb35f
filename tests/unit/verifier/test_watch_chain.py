"""Reading the chain while nobody asks."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from citywallet.protocol.trust import Accreditation, KeyEpoch, KeyPurpose, Period, issuer_id, type_id
from tests.support.certificates import ISSUER_URL
from tests.support.clock import FixedClock
from tests.support.database import a_database
from tests.support.heads import LIST_ID, FakeChain, a_head
from tests.support.sd_jwts import NOW
from verifier.adapters.known_facts import SqlKnownFacts
from verifier.domain.trusted_issuer import TrustedIssuer
from verifier.ports import ChainUnavailable, KnownAccreditation, KnownEpoch, KnownHead
from verifier.usecases.watch_chain import WatchChain

ISSUER = issuer_id(ISSUER_URL)
KEY = b"\x07" * 32
TYPE = type_id("citizen-id")
EPOCH = KeyEpoch(
    thumbprint=KEY, purpose=KeyPurpose.STATUS, valid_from=NOW, valid_until=None, compromised_since=None
)
RIGHT = Accreditation(issuer_id=ISSUER, type_id=TYPE, periods=(Period(start=NOW, end=None),), suspensions=())


@pytest.fixture
async def known(tmp_path: Path) -> AsyncIterator[SqlKnownFacts]:
    async with a_database("verifier.migrations", tmp_path) as database:
        yield SqlKnownFacts(database)


def a_chain() -> FakeChain:
    chain = FakeChain()
    chain.anchor(a_head("token"))
    chain.epochs[KEY] = EPOCH
    chain.accreditations[TYPE] = RIGHT
    return chain


def watching(chain: FakeChain, known: SqlKnownFacts, clock: FixedClock) -> WatchChain:
    issuer = TrustedIssuer(credential_issuer=ISSUER_URL, anchors=())
    return WatchChain(issuer=issuer, chain=chain, known=known, type_ids=[TYPE], clock=clock)


async def test_heads_keys_and_accreditations_are_known_before_anybody_asks(known: SqlKnownFacts) -> None:
    chain = a_chain()

    await watching(chain, known, FixedClock(NOW))()

    assert await known.head(LIST_ID) == KnownHead(head=chain.heads[0], read_at=NOW)
    assert await known.epoch(ISSUER, KEY) == KnownEpoch(epoch=EPOCH, read_at=NOW)
    assert await known.accreditation(ISSUER, TYPE) == KnownAccreditation(accreditation=RIGHT, read_at=NOW)


async def test_while_the_chain_is_down_what_was_known_stays(known: SqlKnownFacts) -> None:
    chain, clock = a_chain(), FixedClock(NOW)
    watch = watching(chain, known, clock)
    await watch()
    chain.is_down = True
    clock.advance(minutes=10)

    with pytest.raises(ChainUnavailable):
        await watch()

    assert await known.head(LIST_ID) == KnownHead(head=chain.heads[0], read_at=NOW)


@pytest.mark.threat(66)
async def test_an_older_head_never_replaces_a_newer_one(known: SqlKnownFacts) -> None:
    chain, clock = a_chain(), FixedClock(NOW)
    chain.anchor(a_head("newer", sequence=2))
    watch = watching(chain, known, clock)
    await watch()
    newest = chain.heads.pop()
    clock.advance(minutes=10)

    await watch()

    assert await known.head(LIST_ID) == KnownHead(head=newest, read_at=NOW)


async def test_news_is_kept_at_once_and_the_same_only_now_and_then(known: SqlKnownFacts) -> None:
    chain, clock = a_chain(), FixedClock(NOW)
    watch = watching(chain, known, clock)
    await watch()
    clock.advance(seconds=5)
    await watch()
    assert (await known.epoch(ISSUER, KEY)) == KnownEpoch(epoch=EPOCH, read_at=NOW)

    stolen = replace(EPOCH, compromised_since=NOW)
    chain.epochs[KEY] = stolen
    await watch()
    assert await known.epoch(ISSUER, KEY) == KnownEpoch(epoch=stolen, read_at=NOW + timedelta(seconds=5))

    clock.advance(seconds=31)
    await watch()
    assert await known.epoch(ISSUER, KEY) == KnownEpoch(epoch=stolen, read_at=NOW + timedelta(seconds=36))
