"""The command: `python -m benchmarks [NAME …] [--rounds 5] [--window 0.5] [--dry]`."""

import argparse
import sys

from benchmarks.card import measure_card
from benchmarks.chain import measure_chain
from benchmarks.gas import measure_gas
from benchmarks.measure import Terms
from benchmarks.report import as_text, write_document, write_result
from benchmarks.services import measure_services
from benchmarks.status import measure_status

BENCHMARKS = {
    "card": measure_card,
    "services": measure_services,
    "status": measure_status,
    "gas": measure_gas,
    "chain": measure_chain,
}


def main(arguments: list[str] | None = None) -> None:
    """Measure what is named, or everything; write the results and the document."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="what to measure (default: all)")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (default: 5)")
    parser.add_argument("--window", type=float, default=0.5, help="CPU seconds per window (default: 0.5)")
    parser.add_argument("--dry", action="store_true", help="show the figures, write nothing")
    given = parser.parse_args(arguments)
    terms = Terms(rounds=given.rounds, window=given.window)
    command = " ".join(["python -m benchmarks", *(sys.argv[1:] if arguments is None else arguments)])
    for name in given.names or BENCHMARKS:
        outcome = BENCHMARKS[name](terms)
        print(as_text(outcome), flush=True)
        if not given.dry:
            write_result(name, outcome, terms=terms, command=command)
    if not given.dry:
        write_document(list(BENCHMARKS))


if __name__ == "__main__":
    main()
