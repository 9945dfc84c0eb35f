"""The benchmarks measure something and write it down; how fast it is, is no test."""

import json
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.bulk import measure_bulk
from benchmarks.card import measure_card
from benchmarks.formats import measure_formats
from benchmarks.measure import Contender, Reading, Spread, Terms, in_process, interleave
from benchmarks.outcome import Figure, Outcome, Ratio
from benchmarks.status import measure_status

TINY = Terms(rounds=2, window=0.002)


def test_contenders_take_turns_and_each_round_gives_each_one_reading() -> None:
    turns: list[str] = []

    def contender(name: str, operations: int) -> Contender:
        def measure(_window: float) -> Reading:
            turns.append(name)
            return Reading(operations=operations, cpu_seconds=2.0, wall_seconds=4.0)

        return Contender(name=name, measure=measure)

    series = interleave([contender("a", 8), contender("b", 4)], Terms(rounds=3, window=0.1))
    assert turns == ["a", "b"] * 4, "a round to warm up, then three"
    assert series.rate("a") == Spread(median=4.0, minimum=4.0, maximum=4.0)
    assert series.wall_rate("a").median == 2.0
    assert series.ratio("a", "b").median == 2.0
    assert series.ratio("a", "b", factor=0.5).median == 4.0
    assert len(series.foreign_load) == 3


def test_a_function_is_run_as_often_as_fits_in_a_window() -> None:
    reading = in_process("sum", lambda: sum(range(1000))).measure(0.02)
    assert reading.operations > 10
    assert 0.002 < reading.cpu_seconds < 0.2


def test_a_card_is_measured_beside_both_other_libraries() -> None:
    outcome = measure_card(TINY, holders=4)
    names = {figure.name for figure in outcome.figures}
    for act in ("issue", "present"):
        assert {f"{act}: citywallet", f"{act}: PyPI sd-jwt", f"{act}: openvc-core"} <= names
    assert all(figure.value.minimum > 0 for figure in outcome.figures)


def test_every_format_is_measured_beside_bare_signatures() -> None:
    outcome = measure_formats(TINY, holders=4)
    names = {figure.name for figure in outcome.figures}
    assert {f"issue: {each}" for each in ("dc+sd-jwt", "mso_mdoc", "jwt_vc_json")} <= names
    assert all(figure.value.minimum > 0 for figure in outcome.figures)
    assert len(outcome.ratios) == 6


def test_status_lists_are_measured_beside_zlib() -> None:
    outcome = measure_status(TINY, entries=10_000)
    assert any("zlib 9" in figure.name for figure in outcome.figures)
    assert all(figure.value.minimum > 0 for figure in outcome.figures)


def test_a_bulk_job_is_measured_with_one_process_and_with_two() -> None:
    outcome = measure_bulk(Terms(rounds=1, window=0.002), rows=600)
    assert {figure.name for figure in outcome.figures} == {"one process", "two processes"}
    assert all(figure.value.minimum > 0 for figure in outcome.figures)
    assert all(ratio.value.minimum > 0 for ratio in outcome.ratios)


@pytest.mark.parametrize(
    ("median", "target", "at_most", "is_met"),
    [(0.5, 0.45, False, True), (0.4, 0.45, False, False), (0.5, 0.45, True, False), (9.0, None, False, None)],
)
def test_a_ratio_meets_its_target_or_misses_it(
    median: float, target: float | None, at_most: bool, is_met: bool | None
) -> None:
    ratio = Ratio(name="r", value=Spread.of([median]), target=target, at_most=at_most)
    assert ratio.is_met is is_met


def test_a_kept_result_becomes_a_table(tmp_path: Path) -> None:
    outcome = Outcome(
        title="A title",
        figures=[Figure(name="rate", unit="/s", value=Spread.of([1200.0, 1300.0, 1400.0]))],
        ratios=[Ratio(name="share", value=Spread.of([0.4]), target=0.45)],
        notes=["A note."],
        foreign_load=[0.02, 0.5],
    )
    path = report.write_result("trial", outcome, terms=TINY, command="the command", folder=tmp_path)
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["machine"]["python"]
    text = report.tables(["trial", "absent"], folder=tmp_path)
    assert "| rate | 1,300 /s | 1,200–1,400 |" in text
    assert "| share | 0.400 | 0.400–0.400 | ≥ 0.45 | **missed** |" in text
    assert "1 of 2 rounds noisy" in text
