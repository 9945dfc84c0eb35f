"""The chain outlives its process, whatever ends it."""

import sqlite3
import subprocess
import sys
from pathlib import Path

from eth_account import Account

from tests.support.chain import CHAIN_ID, RunningChain


def send(chain: RunningChain, nonce: int) -> object:
    signed = Account.from_key(chain.key("outsider")).sign_transaction(
        {
            "to": chain.address("outsider"),
            "value": 1,
            "chainId": CHAIN_ID,
            "gas": 21_000,
            "nonce": nonce,
            "maxFeePerGas": 5 * 10**9,
            "maxPriorityFeePerGas": 10**9,
        }
    )
    return chain.rpc("eth_sendRawTransaction", "0x" + signed.raw_transaction.hex())


def start_over(chain: RunningChain, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "chain_dev",
            "--database",
            str(chain.database),
            "--port",
            str(chain.port),
            *arguments,
        ],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_chain_continues_with_the_same_head_after_kill_9(own_chain: RunningChain) -> None:
    for nonce in range(3):
        send(own_chain, nonce)
    genesis = own_chain.rpc("eth_getBlockByNumber", "earliest", False)
    head = own_chain.rpc("eth_getBlockByNumber", "latest", True)
    own_chain.kill()
    own_chain.start()
    assert own_chain.rpc("eth_getBlockByNumber", "earliest", False) == genesis
    assert own_chain.rpc("eth_getBlockByNumber", "latest", True) == head
    send(own_chain, 3)
    assert own_chain.rpc("eth_blockNumber") == "0x4"


def test_second_process_on_the_same_port_ends_with_one_sentence(own_chain: RunningChain) -> None:
    ended = start_over(own_chain)
    assert ended.returncode == 1
    assert ended.stderr.strip() == (
        f"Port {own_chain.port} is in use; stop the program that listens there, or choose another port."
    )


def test_second_process_on_the_same_database_ends_with_one_sentence(own_chain: RunningChain) -> None:
    from tests.support.chain import free_port

    ended = start_over(own_chain, "--port", str(free_port()))
    assert ended.returncode == 1
    assert "Another process uses" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_foreign_files_end_the_start_with_one_sentence(own_chain: RunningChain) -> None:
    own_chain.stop()
    own_chain.database.unlink()
    for make in (_write_text, _write_foreign_tables, _write_half):
        make(own_chain.database)
        ended = start_over(own_chain)
        assert ended.returncode == 1, make
        assert "move it away" in ended.stderr, ended.stderr
        assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
        own_chain.database.unlink()


def test_snapshot_takes_the_chain_back(own_chain: RunningChain) -> None:
    kept = send(own_chain, 0)
    snapshot = own_chain.rpc("evm_snapshot")
    head = own_chain.rpc("eth_getBlockByNumber", "latest", False)
    dropped = send(own_chain, 1)
    assert own_chain.rpc("evm_revert", snapshot) is True
    assert own_chain.rpc("eth_getBlockByNumber", "latest", False) == head
    assert own_chain.rpc("eth_getTransactionReceipt", dropped) is None
    assert own_chain.rpc("eth_getTransactionReceipt", kept) is not None
    send(own_chain, 1)
    assert own_chain.rpc("eth_blockNumber") == "0x2"


def test_time_can_be_carried_forward_for_tests(own_chain: RunningChain) -> None:
    before = own_chain.rpc("eth_getBlockByNumber", "latest", False)
    own_chain.rpc("evm_increaseTime", 3600)
    own_chain.rpc("evm_mine")
    after = own_chain.rpc("eth_getBlockByNumber", "latest", False)
    assert int(after["timestamp"], 16) - int(before["timestamp"], 16) >= 3600  # type: ignore[index]


def _write_text(path: Path) -> None:
    path.write_text("This is a letter, not a database. " * 100)


def _write_foreign_tables(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()


def _write_half(path: Path) -> None:
    """A chain whose state was lost: the facts are there, the blocks are not."""
    from chain_dev.node import Node
    from citywallet.runtime.clock import SystemClock

    Node.open(path, clock=SystemClock()).close()
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM nodes")
    connection.close()
