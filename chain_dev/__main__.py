"""Starts the chain: `python -m chain_dev --database var/chain.sqlite3 --port 8545`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from chain_dev.errors import ChainError
from chain_dev.genesis_facts import CHAIN_ID
from chain_dev.methods import build_methods
from chain_dev.node import Node
from chain_dev.server import ChainApp
from citywallet.runtime.clock import SystemClock
from citywallet.runtime.serve import PortInUse, listen, serve_on


def main(given: Sequence[str] | None = None) -> int:
    """Open the database, serve until stopped, and give the exit status; without `given` as the shell says."""
    parser = argparse.ArgumentParser(prog="chain_dev", description="The development chain of the city.")
    parser.add_argument("--database", type=Path, default=Path("var/chain.sqlite3"))
    parser.add_argument("--port", type=int, default=8545)
    parser.add_argument("--test-methods", action="store_true", help="offer evm_snapshot and its like")
    arguments = parser.parse_args(given)
    try:
        sockets = listen(port=arguments.port)
        node = Node.open(arguments.database, clock=SystemClock())
    except (ChainError, PortInUse) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    if sys.stdout.isatty():  # A program that started us knows; a person wants to.
        sys.stdout.write(f"The chain answers at http://localhost:{arguments.port} (chain id {CHAIN_ID}).\n")
    try:
        serve_on(sockets, ChainApp(build_methods(node, with_test_methods=arguments.test_methods)))
    finally:
        node.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
