"""The process of one part of a city: ends with the city, even if that is killed.

Started as `python -m city.child NAME …` by `city.processes`.
"""

import ctypes
import os
import signal
import sys

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def main() -> int:
    """Run the part that the first argument names; the rest is for the chain."""
    _end_with_parent()
    # Databases and keys of the city are for its owner alone.
    os.umask(0o077)
    part, *rest = sys.argv[1:]
    if part == "chain":
        from chain_dev.__main__ import main as run_chain

        return run_chain(rest)
    from city.serve import serve

    return serve(part, migrate=True)


def _end_with_parent() -> None:
    """Ask the kernel for SIGTERM when the city's own process is gone; elsewhere than on Linux, do without."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)


if __name__ == "__main__":
    raise SystemExit(main())
