from datetime import timedelta

import pytest

from citywallet.runtime.clock import SystemClock
from citywallet.runtime.entropy import Entropy, SystemEntropy
from tests.support.entropy import SeededEntropy

SOURCES = [SystemEntropy(), SeededEntropy()]


@pytest.mark.parametrize("source", SOURCES, ids=["system", "seeded"])
def test_every_source_gives_what_was_asked_for(source: Entropy) -> None:
    assert len(source.token_bytes(40)) == 40
    assert len(source.token_urlsafe()) == 43
    assert set(source.digits(6)) <= set("0123456789")
    assert len(source.digits(6)) == 6
    assert {source.below(3) for _ in range(200)} == {0, 1, 2}


@pytest.mark.parametrize("source", SOURCES, ids=["system", "seeded"])
def test_no_identifier_looks_like_an_option_of_a_command(source: Entropy) -> None:
    names = {source.identifier() for _ in range(1_000)}
    assert len(names) == 1_000
    assert all(len(name) == 32 and set(name) <= set("0123456789abcdef") for name in names)


@pytest.mark.threat(10)
@pytest.mark.parametrize("source", SOURCES, ids=["system", "seeded"])
def test_no_value_comes_twice(source: Entropy) -> None:
    assert len({source.token_urlsafe(16) for _ in range(20_000)}) == 20_000


@pytest.mark.threat(10)
def test_of_a_million_values_no_two_are_alike() -> None:
    draw = SystemEntropy().token_bytes
    assert len({draw(16) for _ in range(1_000_000)}) == 1_000_000


def test_the_seeded_source_repeats_itself_from_the_same_seed() -> None:
    assert SeededEntropy("a").token_bytes(100) == SeededEntropy("a").token_bytes(100)
    assert SeededEntropy("a").token_bytes(100) != SeededEntropy("b").token_bytes(100)


def test_the_system_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
