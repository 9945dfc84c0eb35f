"""What became of a transaction."""

from dataclasses import dataclass
from operator import index

from eth_utils.address import to_canonical_address
from web3.types import LogReceipt, TxReceipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The receipt of a mined transaction; `contract` is the address it created, if any.

    `logs` are as web3's contract events read them.
    """

    transaction_hash: bytes
    succeeded: bool
    block_number: int
    contract: bytes | None
    logs: tuple[LogReceipt, ...]


def read_receipt(answer: TxReceipt, *, transaction_hash: bytes) -> Receipt:
    """Take from web3's receipt what we use, if it is the one of this transaction.

    For `answer_of`, which turns what this raises into AnswerInvalid.
    """
    if answer["transactionHash"] != transaction_hash:
        raise ValueError("the receipt is another transaction's")
    created = answer.get("contractAddress")
    return Receipt(
        transaction_hash=transaction_hash,
        succeeded=index(answer["status"]) == 1,
        block_number=index(answer["blockNumber"]),
        contract=None if created is None else to_canonical_address(created),
        logs=tuple(answer["logs"]),
    )
