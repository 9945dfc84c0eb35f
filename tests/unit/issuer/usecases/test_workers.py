"""The background work does by itself what the other tests do by hand."""

import asyncio
from pathlib import Path

import pytest

from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.adapters.workers import anchoring_worker
from issuer.usecases.anchor_status_lists import AnchorStatusLists
from tests.support.issuer import City, an_issuer


@pytest.mark.threat(57)
async def test_a_revocation_reaches_the_chain_without_anybodys_help(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, with_workers=True, coalescing_seconds=0) as city, asyncio.timeout(20):
        await city.chain.taken.wait()
        await city.receive(await city.token())
        (record,) = await city.credentials()
        city.chain.taken.clear()
        await city.change(str(record["id"]), "revoke")
        await city.chain.taken.wait()
        (head,) = city.chain.transactions[-1]
        assert head.list_uri == f"{city.issuer}/status/{record['status_list']}"
        assert head.sequence == 2


@pytest.mark.threat(61)
async def test_two_processes_anchor_each_head_once(city: City) -> None:
    act = AnchorStatusLists(units=SqlUnitsOfWork(city.database), chain=city.chain)
    workers = [
        anchoring_worker(city.database, act, owner=f"process {number}", clock=city.clock) for number in (1, 2)
    ]
    running = [asyncio.create_task(worker.run()) for worker in workers]
    async with asyncio.timeout(20):
        await city.chain.taken.wait()
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    assert len(city.chain.transactions) == 1


async def test_two_processes_publish_each_sequence_once(city: City) -> None:
    city.clock.advance(minutes=10)
    results = await asyncio.gather(*(city.publish() for _ in range(4)))
    assert sum(results) == 2
    assert {each["published_sequence"] for each in await city.status_lists()} == {2}
