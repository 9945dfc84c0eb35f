"""Waiting while a city runs: whoever waits also hears that it is over."""

import asyncio

import pytest

from city.errors import ToldToStop
from city.processes import RunningParts


def test_work_that_ends_gives_its_result() -> None:
    async def work() -> int:
        return 7

    assert RunningParts().run(work()) == 7


def test_fault_in_the_work_is_passed_on() -> None:
    async def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        RunningParts().run(work())


def test_work_is_cancelled_when_somebody_asks_the_city_to_stop() -> None:
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("tidily")

    with pytest.raises(ToldToStop):
        RunningParts(is_told_to_stop=lambda: True).run(work())
    assert ended == ["tidily"]


def test_waiting_for_parts_ends_when_somebody_asks_the_city_to_stop() -> None:
    parts = RunningParts(is_told_to_stop=lambda: True)
    with pytest.raises(ToldToStop):
        parts.require_alive()


def test_city_without_parts_is_ready_and_stops_at_once() -> None:
    parts = RunningParts()
    parts.wait_ready([], seconds=0)
    parts.stop()
    assert not parts.has("chain")
