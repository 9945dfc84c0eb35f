"""The chain as one object, without a process around it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from eth_account import Account

from chain_dev.accounts import ACCOUNTS, account, private_key
from chain_dev.errors import AlreadyKnown, BlockUnknown, NonceTooLow, SnapshotUnknown, TransactionRefused
from chain_dev.genesis_facts import CHAIN_ID
from chain_dev.node import Node
from tests.support.clock import FixedClock


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def node(tmp_path: Path, clock: FixedClock) -> Iterator[Node]:
    opened = Node.open(tmp_path / "chain.sqlite3", clock=clock)
    yield opened
    opened.close()


def a_transfer(nonce: int, *, value: int = 1, fee: int = 5 * 10**9) -> bytes:
    return bytes(
        Account.from_key(private_key("deployer"))
        .sign_transaction(
            {
                "to": account("outsider").address,
                "value": value,
                "chainId": CHAIN_ID,
                "gas": 21_000,
                "nonce": nonce,
                "maxFeePerGas": fee,
                "maxPriorityFeePerGas": 10**9,
            }
        )
        .raw_transaction
    )


def test_named_accounts_are_those_of_the_test_phrase() -> None:
    derived = [Account.from_key(private_key(one.name)).address for one in ACCOUNTS]
    assert derived == [one.address for one in ACCOUNTS]


def test_every_named_account_is_funded(node: Node) -> None:
    state = node.state(0)
    assert all(state.get_balance(bytes.fromhex(one.address[2:])) > 10**20 for one in ACCOUNTS)


def test_block_time_is_the_clock(node: Node, clock: FixedClock) -> None:
    clock.advance(seconds=90)
    node.submit(a_transfer(0))
    assert node.head.timestamp == int(clock.now().timestamp())


def test_block_time_stands_still_while_the_clock_goes_back(node: Node, clock: FixedClock) -> None:
    before = node.head.timestamp
    clock.advance(hours=-1)
    node.submit(a_transfer(0))
    node.submit(a_transfer(1))
    assert node.head.timestamp == before


def test_gas_limit_stays_what_genesis_said(node: Node) -> None:
    for nonce in range(5):
        node.submit(a_transfer(nonce))
    assert node.head.gas_limit == node.header(0).gas_limit


def test_restart_continues_and_writes_no_second_genesis(
    node: Node, tmp_path: Path, clock: FixedClock
) -> None:
    node.submit(a_transfer(0))
    genesis, head = node.genesis_hash, node.head.hash
    node.close()
    clock.advance(days=1)
    again = Node.open(tmp_path / "chain.sqlite3", clock=clock)
    assert (again.genesis_hash, again.head.hash) == (genesis, head)
    again.submit(a_transfer(1))
    assert again.head.block_number == 2
    again.close()


def test_waiting_transaction_is_replaced_only_at_a_higher_price(node: Node) -> None:
    node.submit(a_transfer(1, value=1))
    with pytest.raises(TransactionRefused, match="underpriced"):
        node.submit(a_transfer(1, value=2))
    replacement = node.submit(a_transfer(1, value=3, fee=6 * 10**9))
    node.submit(a_transfer(0))
    assert node.index.receipt(replacement) is not None
    assert node.head.block_number == 2


def test_waiting_transaction_is_known(node: Node) -> None:
    node.submit(a_transfer(1))
    with pytest.raises(AlreadyKnown):
        node.submit(a_transfer(1))


def test_used_nonce_is_too_low_for_another_transaction(node: Node) -> None:
    node.submit(a_transfer(0))
    with pytest.raises(NonceTooLow):
        node.submit(a_transfer(0, value=2))


def test_flipped_bit_changes_nothing_on_the_chain(node: Node) -> None:
    raw = bytearray(a_transfer(0))
    raw[-1] ^= 1
    with pytest.raises(TransactionRefused):  # Another sender, who has no money.
        node.submit(bytes(raw))
    assert node.head.block_number == 0


def test_raw_transaction_is_the_one_that_was_sent(node: Node) -> None:
    raw = a_transfer(0)
    assert node.raw_transaction(node.submit(raw)) == raw
    assert node.raw_transaction(bytes(32)) is None


def test_state_of_a_block_to_come_is_unknown(node: Node) -> None:
    with pytest.raises(BlockUnknown):
        node.state(1)


def test_snapshot_is_gone_after_a_revert_to_it(node: Node) -> None:
    number = node.take_snapshot()
    node.submit(a_transfer(0))
    node.revert_to(number)
    assert node.head.block_number == 0
    with pytest.raises(SnapshotUnknown):
        node.revert_to(number)
