"""Logs that do not fill the disk."""

from pathlib import Path

from city.logs import KEPT, MOST_BYTES, turn_over


def test_a_log_that_has_grown_large_is_put_aside(tmp_path: Path) -> None:
    log = tmp_path / "issuer.log"
    log.write_bytes(b"x" * MOST_BYTES)
    turn_over(log)
    assert not log.exists()
    assert (tmp_path / "issuer.log.1").stat().st_size == MOST_BYTES


def test_a_log_that_is_small_or_not_there_stays_as_it_is(tmp_path: Path) -> None:
    log = tmp_path / "issuer.log"
    turn_over(log)
    log.write_bytes(b"x" * (MOST_BYTES - 1))
    turn_over(log)
    assert [path.name for path in tmp_path.iterdir()] == ["issuer.log"]


def test_of_the_logs_put_aside_the_oldest_is_dropped(tmp_path: Path) -> None:
    log = tmp_path / "issuer.log"
    for number in range(KEPT + 2):
        log.write_bytes(str(number).encode() * MOST_BYTES)
        turn_over(log)
    kept = {path.name: path.read_bytes()[:1] for path in tmp_path.iterdir()}
    assert kept == {"issuer.log.1": b"4", "issuer.log.2": b"3", "issuer.log.3": b"2"}
