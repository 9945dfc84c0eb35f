"""Sending: each act once, whatever the node answers and wherever the process stops."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from eth_account import Account
from eth_utils.crypto import keccak

from citywallet.onchain.errors import (
    ChainUnreachable,
    ContractReverted,
    RpcRefused,
    TransactionRefused,
    TransactionSuperseded,
    TransactionUnconfirmed,
)
from citywallet.onchain.sender import SenderLimits, TransactionSender
from citywallet.onchain.transactions import Call, SignedTransaction, TransientTransactionStore
from citywallet.protocol.encoding import JsonObject, JsonValue

SECRET = b"\x01" * 32
CALL = Call(to=b"\x02" * 20, data=b"\x03")


@dataclass
class PoolNode:
    """A node that mines each transaction at once, or keeps what it was sent until `mine_all`."""

    mines: bool = True
    succeeds: bool = True
    refusal: Exception | None = None
    pool: dict[str, str] = field(default_factory=dict)
    receipts: dict[str, JsonObject] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    nonces_used: int = 0

    async def request(self, method: str, *params: JsonValue) -> JsonValue:
        answer: JsonValue = await getattr(self, f"_{method}")(*params)
        return answer

    def mine_all(self) -> None:
        for name in list(self.pool):
            del self.pool[name]
            self.nonces_used += 1
            self.receipts[name] = a_receipt(name, succeeded=self.succeeds)

    async def _eth_estimateGas(self, *_: JsonValue) -> JsonValue:  # noqa: N802 - the method's name
        return "0x5208"

    async def _eth_getBlockByNumber(self, *_: JsonValue) -> JsonValue:  # noqa: N802
        return {"number": "0x1", "hash": "0x" + "11" * 32, "timestamp": "0x64", "baseFeePerGas": "0x7"}

    async def _eth_getTransactionCount(self, *_: JsonValue) -> JsonValue:  # noqa: N802
        return hex(self.nonces_used)

    async def _eth_getTransactionReceipt(self, name: JsonValue) -> JsonValue:  # noqa: N802
        return self.receipts.get(str(name))

    async def _eth_call(self, *_: JsonValue) -> JsonValue:
        raise ContractReverted("SequenceNotNext", (1, 2, 3))

    async def _eth_sendRawTransaction(self, raw: JsonValue) -> JsonValue:  # noqa: N802
        name = name_of(str(raw))
        self.sent.append(str(raw))
        if self.refusal is not None:
            raise self.refusal
        if name in self.pool or name in self.receipts:
            raise RpcRefused(-32000, "already known")
        self.pool[name] = str(raw)
        if self.mines:
            self.mine_all()
        return name


def name_of(raw: str) -> str:

    return "0x" + keccak(bytes.fromhex(raw[2:])).hex()


def a_receipt(name: str, *, succeeded: bool) -> JsonObject:
    return {
        "transactionHash": name,
        "status": "0x1" if succeeded else "0x0",
        "blockNumber": "0x5",
        "blockHash": "0x" + "22" * 32,
        "gasUsed": "0x5208",
        "contractAddress": None,
        "logs": [],
    }


def a_sender(node: PoolNode, store: TransientTransactionStore) -> TransactionSender:
    return TransactionSender(
        node,
        store,
        secret=SECRET,
        chain_id=7,
        limits=SenderLimits(confirm_within=timedelta(milliseconds=100)),
    )


class CrashingStore(TransientTransactionStore):
    """A store whose process stops right after a transaction was kept."""

    crashes = True

    async def add(self, transaction: SignedTransaction) -> None:
        await super().add(transaction)
        if self.crashes:
            raise KeyboardInterrupt


@pytest.fixture
def node() -> PoolNode:
    return PoolNode()


@pytest.fixture
def store() -> TransientTransactionStore:
    return TransientTransactionStore()


async def test_an_act_is_mined_and_its_receipt_returned(
    node: PoolNode, store: TransientTransactionStore
) -> None:
    receipt = await a_sender(node, store).send(CALL, key="act")
    assert receipt.succeeded
    assert list(await store.unsettled(a_sender(node, store).account)) == []


async def test_a_transaction_is_signed_by_the_account(
    node: PoolNode, store: TransientTransactionStore
) -> None:
    sender = a_sender(node, store)
    await sender.send(CALL, key="act")
    assert Account.recover_transaction(node.sent[0]) == Account.from_key(SECRET).address
    assert sender.account.hex() == Account.from_key(SECRET).address[2:].lower()


async def test_the_same_act_again_sends_nothing_new(node: PoolNode, store: TransientTransactionStore) -> None:
    first = await a_sender(node, store).send(CALL, key="act")
    again = await a_sender(node, store).send(CALL, key="act")
    assert again == first
    assert len(node.sent) == 1


async def test_acts_use_one_nonce_after_the_other(node: PoolNode, store: TransientTransactionStore) -> None:
    sender = a_sender(node, store)
    for number in range(3):
        await sender.send(CALL, key=f"act {number}")
    assert [(await kept(store, f"act {number}")).nonce for number in range(3)] == [0, 1, 2]


@pytest.mark.threat(74)
async def test_a_crash_between_keeping_and_sending_repeats_the_same_bytes(node: PoolNode) -> None:
    store = CrashingStore()
    with pytest.raises(KeyboardInterrupt):
        await a_sender(node, store).send(CALL, key="act")
    assert node.sent == []
    store.crashes = False
    receipt = await a_sender(node, store).send(CALL, key="act")
    assert receipt.transaction_hash == (await kept(store, "act")).hash
    assert len(node.receipts) == 1


@pytest.mark.threat(74)
async def test_a_crash_after_sending_finds_the_receipt_of_the_same_bytes(
    node: PoolNode, store: TransientTransactionStore
) -> None:
    node.mines = False
    with pytest.raises(TransactionUnconfirmed):
        await a_sender(node, store).send(CALL, key="act")
    node.mine_all()
    await a_sender(node, store).send(CALL, key="act")
    assert len(node.receipts) == 1


async def test_a_transaction_that_the_node_already_has_counts_as_sent(
    node: PoolNode, store: TransientTransactionStore
) -> None:
    node.mines = False
    for _ in range(2):
        with pytest.raises(TransactionUnconfirmed):
            await a_sender(node, store).send(CALL, key="act")
    assert len(set(node.sent)) == 1


async def test_an_earlier_nonce_is_sent_before_a_later_one(node: PoolNode) -> None:
    store = CrashingStore()
    with pytest.raises(KeyboardInterrupt):
        await a_sender(node, store).send(CALL, key="first")
    store.crashes = False
    await a_sender(node, store).send(CALL, key="second")
    assert (await kept(store, "second")).nonce == 1
    assert len(node.receipts) == 2


async def test_a_nonce_that_went_to_another_frees_the_act(
    node: PoolNode, store: TransientTransactionStore
) -> None:
    node.refusal = RpcRefused(-32000, "nonce too low: next nonce 5, tx nonce 0")
    with pytest.raises(TransactionSuperseded):
        await a_sender(node, store).send(CALL, key="act")
    node.refusal, node.nonces_used = None, 5
    await a_sender(node, store).send(CALL, key="act")
    assert (await kept(store, "act")).nonce == 5


async def test_a_nonce_that_is_used_by_the_very_transaction_is_no_loss(node: PoolNode) -> None:
    store = CrashingStore()
    with pytest.raises(KeyboardInterrupt):
        await a_sender(node, store).send(CALL, key="act")
    store.crashes = False
    raw = "0x" + (await kept(store, "act")).raw.hex()
    await node.request("eth_sendRawTransaction", raw)
    node.refusal = RpcRefused(-32000, "nonce too low")
    assert (await a_sender(node, store).send(CALL, key="act")).succeeded


async def test_a_refused_transaction_leaves_its_nonce_to_the_next(
    node: PoolNode, store: TransientTransactionStore
) -> None:
    node.refusal = RpcRefused(-32000, "insufficient funds for gas * price + value")
    with pytest.raises(TransactionRefused, match="insufficient funds"):
        await a_sender(node, store).send(CALL, key="act")
    node.refusal = None
    await a_sender(node, store).send(CALL, key="act")
    assert (await kept(store, "act")).nonce == 0


async def test_a_reverted_transaction_is_told_by_the_contract_s_error(
    node: PoolNode, store: TransientTransactionStore
) -> None:
    node.succeeds = False
    with pytest.raises(ContractReverted) as reverted:
        await a_sender(node, store).send(CALL, key="act")
    assert (reverted.value.error, reverted.value.facts) == ("SequenceNotNext", (1, 2, 3))


async def test_a_reverted_act_may_be_done_again(node: PoolNode, store: TransientTransactionStore) -> None:
    node.succeeds = False
    with pytest.raises(ContractReverted):
        await a_sender(node, store).send(CALL, key="act")
    node.succeeds = True
    await a_sender(node, store).send(CALL, key="act")
    assert (await kept(store, "act")).nonce == 1


@pytest.mark.threat(65)
async def test_an_act_survives_a_node_that_breaks_off(
    node: PoolNode, store: TransientTransactionStore
) -> None:
    node.refusal = ChainUnreachable("broken off")
    with pytest.raises(ChainUnreachable):
        await a_sender(node, store).send(CALL, key="act")
    node.refusal = None
    await a_sender(node, store).send(CALL, key="act")
    assert len(set(node.sent)) == 1


async def kept(store: TransientTransactionStore, key: str) -> SignedTransaction:
    transaction = await store.find(key)
    assert transaction is not None
    return transaction
