"""`python -m tests.flows.crash --rounds 200`: many rounds, with figures at the end."""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from city.testing import running_city
from city.town import Town
from tests.flows.crash.failpoints import failpoints
from tests.flows.crash.loop import kill_loop, passed_in

_SETTLE_EVERY = 25


async def run(town: Town, *, rounds: int, seed: int, record: Path) -> None:
    begun = time.monotonic()
    async with kill_loop(town, seed=seed, record=record) as loop:
        try:
            for number in range(1, rounds + 1):
                await loop.round()
                if number % _SETTLE_EVERY == 0 or number == rounds:
                    await loop.settle()
                    print(f"{number} rounds in {time.monotonic() - begun:.0f} s", flush=True)
        finally:
            print("\n".join(loop.statistics.lines(loop.workload, loop.promises)))


def report_passed(record: Path) -> None:
    passed = passed_in(record)
    every = {name for names in failpoints().values() for name in names}
    print(f"failpoints passed: {len(passed)} of {len(every)}", *sorted(every - passed))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0, help="0 draws one")
    parser.add_argument("--folder", type=Path, help="keep the city there")
    arguments = parser.parse_args()
    seed = arguments.seed or time.time_ns() % 1_000_000
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        with running_city(folder / "var", citizens=60) as town:
            record = folder / "passed"
            record.mkdir()
            asyncio.run(run(town, rounds=arguments.rounds, seed=seed, record=record))
            report_passed(record)
    return 0


if __name__ == "__main__":
    sys.exit(main())
