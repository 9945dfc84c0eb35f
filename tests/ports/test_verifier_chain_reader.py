"""The chain as the verifier reads it: the contracts and the stand-in keep the same promises."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from citywallet.onchain.connection import ChainConnection
from citywallet.protocol.anchoring import AnchoredHead
from citywallet.protocol.trust import Accreditation, KeyEpoch, KeyPurpose, Period
from tests.support.chain import RunningChain, running_chain
from tests.support.contracts import CITIZEN_ID, ISSUER, LIST, Deployment, contracts_of, deploy_on
from tests.support.heads import FakeChain, a_head
from verifier.adapters.contract_reader import ContractReader
from verifier.ports import ChainReader, ChainUnavailable

KEY = b"\x07" * 32
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """One key registered and two heads anchored, on a chain that the tests only read."""
    with running_chain(tmp_path_factory.mktemp("chain")) as chain:
        yield asyncio.run(prepared(chain))


async def prepared(chain: RunningChain) -> Deployment:
    deployment = await deploy_on(chain)
    async with contracts_of(deployment) as contracts:
        await contracts.authority("city_body").add_key(ISSUER, KEY, KeyPurpose.STATUS, key="key")
        await contracts.publish(1)
        await contracts.publish(2)
    return deployment


@asynccontextmanager
async def real(deployment: Deployment) -> AsyncIterator[ChainReader]:
    async with contracts_of(deployment) as contracts:
        yield ContractReader(contracts.connection)


@asynccontextmanager
async def pretended(_deployment: Deployment) -> AsyncIterator[ChainReader]:
    fake = FakeChain(block_time=LONG_AGO)
    for sequence in (1, 2):
        anchored = a_head("token", sequence=sequence, anchored_at=LONG_AGO + timedelta(days=sequence))
        fake.anchor(replace(anchored, head=replace(anchored.head, list_id=LIST)))
    fake.epochs[KEY] = KeyEpoch(
        thumbprint=KEY,
        purpose=KeyPurpose.STATUS,
        valid_from=LONG_AGO + timedelta(days=1),
        valid_until=None,
        compromised_since=None,
    )
    fake.accreditations[CITIZEN_ID] = Accreditation(
        issuer_id=ISSUER,
        type_id=CITIZEN_ID,
        periods=(Period(start=LONG_AGO + timedelta(days=1), end=None),),
        suspensions=(),
    )
    yield fake


@pytest.fixture(params=[real, pretended], ids=["contracts", "stand-in"])
async def reader(request: pytest.FixtureRequest, deployment: Deployment) -> AsyncIterator[ChainReader]:
    async with request.param(deployment) as opened:
        yield opened


async def heads_of(reader: ChainReader) -> tuple[AnchoredHead, AnchoredHead]:
    newest = await reader.current_head(LIST)
    assert newest is not None
    first = await reader.head_after(LIST, LONG_AGO)
    assert first is not None
    return first, newest


async def test_the_newest_head_is_the_current_one(reader: ChainReader) -> None:
    first, newest = await heads_of(reader)

    assert (first.head.sequence, newest.head.sequence) == (1, 2)
    assert first.anchored_at <= newest.anchored_at <= await reader.newest_block_time()


async def test_at_a_time_the_last_head_until_then_counts(reader: ChainReader) -> None:
    first, newest = await heads_of(reader)

    assert await reader.head_at(LIST, newest.anchored_at + timedelta(days=1)) == newest
    assert await reader.head_at(LIST, newest.anchored_at) == newest
    assert await reader.head_at(LIST, first.anchored_at - timedelta(seconds=1)) is None
    assert await reader.head_after(LIST, newest.anchored_at) is None
    assert await reader.head_after(LIST, first.anchored_at - timedelta(seconds=1)) == first


async def test_a_list_that_nobody_registered_has_no_head(reader: ChainReader) -> None:
    unknown = b"\x09" * 32

    assert await reader.current_head(unknown) is None
    assert await reader.head_at(unknown, LONG_AGO + timedelta(days=5000)) is None
    assert await reader.head_after(unknown, LONG_AGO) is None


async def test_a_registered_key_has_an_epoch_and_another_has_none(reader: ChainReader) -> None:
    epoch = await reader.key_epoch(ISSUER, KEY)

    assert epoch is not None
    assert (epoch.thumbprint, epoch.purpose, epoch.valid_until) == (KEY, KeyPurpose.STATUS, None)
    assert await reader.key_epoch(ISSUER, bytes(32)) is None


async def test_an_issuer_s_lists_and_keys_can_be_listed(reader: ChainReader) -> None:
    assert list(await reader.lists_of(ISSUER)) == [LIST]
    assert [epoch.thumbprint for epoch in await reader.key_epochs(ISSUER)] == [KEY]


async def test_an_accredited_type_has_a_history_and_another_has_none(reader: ChainReader) -> None:
    accreditation = await reader.accreditation(ISSUER, CITIZEN_ID)

    assert accreditation is not None
    assert accreditation.is_good_at(await reader.newest_block_time())
    assert not accreditation.is_good_at(LONG_AGO)
    assert await reader.accreditation(ISSUER, bytes(32)) is None


@pytest.mark.threat(65)
async def test_a_chain_that_does_not_answer_is_unavailable(deployment: Deployment) -> None:
    nowhere = ChainConnection.unchecked("http://127.0.0.1:1", deployment.book)
    fake = FakeChain()
    fake.is_down = True

    for reader in (ContractReader(nowhere), fake):
        for reading in (
            reader.current_head(LIST),
            reader.head_at(LIST, LONG_AGO),
            reader.head_after(LIST, LONG_AGO),
            reader.newest_block_time(),
            reader.key_epoch(ISSUER, KEY),
            reader.key_epochs(ISSUER),
            reader.lists_of(ISSUER),
            reader.accreditation(ISSUER, CITIZEN_ID),
        ):
            with pytest.raises(ChainUnavailable):
                await reading
    await nowhere.close()


@pytest.mark.threat(66)
async def test_a_node_of_another_chain_counts_as_one_that_does_not_answer(deployment: Deployment) -> None:
    other = replace(deployment.book, chain_id=deployment.book.chain_id + 1)
    connection = ChainConnection.unchecked(deployment.chain.url, other)

    with pytest.raises(ChainUnavailable):
        await ContractReader(connection).current_head(LIST)
    await connection.close()
