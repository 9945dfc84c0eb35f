"""Publishing through a node that lies about the receipt: what it announces must be what was sent."""

from collections.abc import Callable
from typing import Any

import pytest

from citywallet.onchain.connection import ChainConnection
from citywallet.onchain.errors import AnswerInvalid, ChainError, HeadMismatch
from citywallet.onchain.sender import TransactionSender
from citywallet.onchain.status_publisher import StatusPublisher
from citywallet.onchain.transactions import TransientTransactionStore
from citywallet.protocol.encoding import JsonValue
from tests.support.contracts import LIST, Contracts, LyingRpc

Change = Callable[[dict[str, Any]], object]


def in_receipts(change: Change) -> Callable[[Any], JsonValue]:
    """A lie about the first event of each receipt."""

    def lie(truth: Any) -> JsonValue:
        if truth is not None:
            change(truth["logs"][0])
        return truth

    return lie


def publisher_lied_to(contracts: Contracts, change: Change) -> StatusPublisher:
    rpc = LyingRpc(contracts.chain.url, "eth_getTransactionReceipt", in_receipts(change))
    connection = ChainConnection(rpc, contracts.book)
    contracts.lying_connections.append(connection)
    secret = bytes.fromhex(contracts.chain.key("issuer_anchor").removeprefix("0x"))
    sender = TransactionSender(
        connection, TransientTransactionStore(), secret=secret, chain_id=contracts.book.chain_id
    )
    return StatusPublisher(sender, contracts.anchor)


@pytest.mark.threat(66)
@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda log: log.update(data=log["data"][:-1] + "0"), HeadMismatch),
        (lambda log: log.update(address="0x" + "01" * 20), HeadMismatch),
        (lambda log: log["topics"].reverse(), HeadMismatch),
        (lambda log: log.update(data="0x00"), AnswerInvalid),
        (lambda log: log["topics"].pop(), AnswerInvalid),
        (lambda log: log.pop("topics"), AnswerInvalid),
    ],
)
async def test_a_receipt_that_announces_another_head_is_not_believed(
    contracts: Contracts, change: Change, error: type[ChainError]
) -> None:
    with pytest.raises(error):
        await publisher_lied_to(contracts, change).publish([contracts.head(1)], key="publish")
    current = await contracts.anchor.current_head(LIST)
    assert current is not None
    assert current.head == contracts.head(1)
