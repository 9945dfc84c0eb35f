"""Which transactions the chain takes, before it runs them; the refusals are worded as Ethereum's nodes do."""

from typing import Final

from eth.abc import SignedTransactionAPI, StateAPI
from eth.exceptions import UnrecognizedTransactionType
from eth.vm.forks.prague.transactions import PragueTransactionBuilder
from eth_utils.exceptions import ValidationError
from rlp.exceptions import RLPException

from chain_dev.errors import NonceTooLow, TransactionRefused
from chain_dev.genesis import BLOCK_GAS_LIMIT
from chain_dev.genesis_facts import CHAIN_ID

_FURTHEST_NONCE: Final = 256
_BLOB_TYPE: Final = 3
_UNREADABLE: Final = (
    ValidationError,
    RLPException,
    UnrecognizedTransactionType,
    ValueError,
    TypeError,
    IndexError,
)


def read_transaction(raw: bytes) -> SignedTransactionAPI:
    """Read a signed transaction of any type but blobs.

    Raises:
        TransactionRefused: the bytes are none, or its signature is not one.
    """
    try:
        transaction = PragueTransactionBuilder.decode(raw)
        transaction.check_signature_validity()
    except _UNREADABLE as broken:
        raise TransactionRefused(f"rlp: the transaction is unreadable ({type(broken).__name__})") from broken
    if transaction.type_id == _BLOB_TYPE:
        raise TransactionRefused("transaction type not supported")
    return transaction


def refuse_hopeless(
    transaction: SignedTransactionAPI, state: StateAPI, *, next_nonce: int, base_fee: int
) -> None:
    """Let a transaction pass that can be applied now, or once the nonces before it are used.

    Raises:
        NonceTooLow: the sender used its nonce.
        TransactionRefused: it is for another chain, unpaid, too large or too far ahead.
    """
    if transaction.chain_id != CHAIN_ID:
        have = transaction.chain_id
        raise TransactionRefused(f"invalid chain id for signer: have {have} want {CHAIN_ID}")
    if transaction.nonce < next_nonce:
        raise NonceTooLow(f"nonce too low: next nonce {next_nonce}, tx nonce {transaction.nonce}")
    if transaction.nonce > next_nonce + _FURTHEST_NONCE:
        raise TransactionRefused(f"nonce too high: next nonce {next_nonce}, tx nonce {transaction.nonce}")
    if transaction.gas > BLOCK_GAS_LIMIT:
        raise TransactionRefused("exceeds block gas limit")
    if transaction.gas < transaction.intrinsic_gas:
        raise TransactionRefused(f"intrinsic gas too low: gas {transaction.gas}")
    if transaction.max_fee_per_gas < base_fee:
        raise TransactionRefused("max fee per gas less than block base fee")
    most_wei = transaction.value + transaction.gas * transaction.max_fee_per_gas
    if state.get_balance(transaction.sender) < most_wei:
        raise TransactionRefused("insufficient funds for gas * price + value")
