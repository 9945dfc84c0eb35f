"""The command: `python -m benchmarks [NAME …] [--rounds 5] [--window 0.5] [--dry]`."""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from benchmarks.measure import Terms
from benchmarks.outcome import Outcome
from benchmarks.report import as_text, write_document, write_result

BENCHMARKS = ("card", "formats", "services", "bulk", "veterans", "status", "gas", "chain")
_PEERS = ("openvc", "sd_jwt")


def main(arguments: list[str] | None = None) -> None:
    """Measure what is named, or everything; write the results and the tables of docs/performance.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; default: all")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (default: 5)")
    parser.add_argument("--window", type=float, default=0.5, help="CPU seconds per window (default: 0.5)")
    parser.add_argument("--dry", action="store_true", help="show the figures, write nothing")
    given = parser.parse_args(arguments)
    for name in given.names:
        if name not in BENCHMARKS:
            parser.error(f"there is no benchmark {name}; there are {', '.join(BENCHMARKS)}")
    if any(find_spec(peer) is None for peer in _PEERS):
        raise SystemExit("The libraries to compare with are not installed; run: make bench")
    terms = Terms(rounds=given.rounds, window=given.window)
    command = " ".join(["python -m benchmarks", *(sys.argv[1:] if arguments is None else arguments)])
    for name in given.names or BENCHMARKS:
        outcome = _benchmark(name)(terms)
        print(as_text(outcome), flush=True)
        if not given.dry:
            write_result(name, outcome, terms=terms, command=command)
            write_document(BENCHMARKS)


def _benchmark(name: str) -> Callable[[Terms], Outcome]:
    measure: Callable[[Terms], Outcome] = getattr(import_module(f"benchmarks.{name}"), f"measure_{name}")
    return measure


if __name__ == "__main__":
    main()
