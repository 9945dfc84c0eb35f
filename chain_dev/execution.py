"""Runs calls that leave no trace, and says what a transaction would cost."""

from dataclasses import dataclass
from typing import Any, Final

from eth.abc import BlockHeaderAPI, ComputationAPI, SignedTransactionAPI, StateAPI
from eth.exceptions import InsufficientFunds, OutOfGas, Revert
from eth.vm.forks.prague.transactions import PragueUnsignedLegacyTransaction
from eth.vm.message import Message
from eth.vm.spoof import SpoofTransaction
from eth_abi.abi import decode as decode_abi
from eth_abi.exceptions import DecodingError
from eth_typing import Address
from eth_utils.exceptions import ValidationError

from chain_dev.errors import ExecutionFailed, ExecutionReverted
from chain_dev.genesis import BLOCK_GAS_LIMIT, CityChain

_NOBODY: Final = Address(b"\x00" * 20)
_NOWHERE: Final = Address(b"")
_TRIAL_ADDRESS: Final = Address(b"\xff" * 20)
_ERROR_STRING: Final = bytes.fromhex("08c379a0")
_CALL_STIPEND: Final = 2_300


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What the caller wants to run; an empty `to` creates a contract."""

    sender: Address = _NOBODY
    to: Address = _NOWHERE
    data: bytes = b""
    value: int = 0
    gas: int = BLOCK_GAS_LIMIT


def call(chain: CityChain, header: BlockHeaderAPI, wanted: Call) -> bytes:
    """Run a call on the state after the block of `header` and return its output.

    Raises:
        ExecutionReverted: the contract reverted.
        ExecutionFailed: the call ended in another way.
    """
    state = chain.get_vm(header).state
    context = state.get_transaction_context_class()(gas_price=0, origin=wanted.sender)
    code = state.get_code(wanted.to) if wanted.to else wanted.data
    message = Message(
        gas=min(wanted.gas, BLOCK_GAS_LIMIT),
        to=wanted.to,
        sender=wanted.sender,
        value=wanted.value,
        data=wanted.data if wanted.to else b"",
        code=code,
        create_address=_TRIAL_ADDRESS if not wanted.to else None,  # type: ignore[arg-type]
    )
    run = state.computation_class.apply_message if wanted.to else state.computation_class.apply_create_message
    try:
        computation = run(state, message, context)
    except InsufficientFunds:
        raise ExecutionFailed("insufficient funds for transfer") from None
    _raise_failure(computation)
    return bytes(computation.output)


def estimate_gas(chain: CityChain, header: BlockHeaderAPI, wanted: Call) -> int:
    """Find how much gas the transaction needs, within two per cent above the least.

    `header` is of the block that the transaction would be in.

    Raises:
        ExecutionReverted: it reverts however much gas it gets.
        ExecutionFailed: it fails in another way however much gas it gets.
    """
    parent = chain.get_block_header_by_hash(header.parent_hash)
    state = chain.get_vm(header.copy(state_root=parent.state_root, base_fee_per_gas=0)).state
    most = min(wanted.gas, header.gas_limit)
    computation, transaction = _run(state, wanted, gas=most)
    _raise_failure(computation)
    least = int(transaction.gas_used_by(computation)) + int(computation.data_floor_gas)
    if _suffices(state, wanted, gas=least):
        return least
    enough = min(most, (least + _CALL_STIPEND) * 64 // 63)
    if not _suffices(state, wanted, gas=enough):
        least, enough = enough, most
    while (enough - least) * 50 > enough:
        middle = (enough + least) // 2
        least, enough = (least, middle) if _suffices(state, wanted, gas=middle) else (middle, enough)
    return enough


def _run(state: StateAPI, wanted: Call, *, gas: int) -> tuple[ComputationAPI, SignedTransactionAPI]:
    """Apply the call as a transaction that costs nothing, then take everything back."""
    unsigned = PragueUnsignedLegacyTransaction(
        nonce=state.get_nonce(wanted.sender),
        gas_price=0,
        gas=gas,
        to=wanted.to,
        value=wanted.value,
        data=wanted.data,
    )
    free = {"max_fee_per_gas": 0, "max_priority_fee_per_gas": 0, "access_list": []}
    spoofed: Any = SpoofTransaction(unsigned, from_=wanted.sender, gas=gas, **free)
    transaction: SignedTransactionAPI = spoofed
    snapshot = state.snapshot()
    try:
        return state.apply_transaction(transaction), transaction
    except ValidationError as refused:
        raise ExecutionFailed(str(refused)) from refused
    finally:
        state.revert(snapshot)


def _suffices(state: StateAPI, wanted: Call, *, gas: int) -> bool:
    try:
        return bool(_run(state, wanted, gas=gas)[0].is_success)
    except ExecutionFailed:
        return False


def _raise_failure(computation: ComputationAPI) -> None:
    if computation.is_success:
        return
    if isinstance(computation.error, Revert):
        output = bytes(computation.output)
        raise ExecutionReverted(_revert_message(output), data="0x" + output.hex())
    if isinstance(computation.error, OutOfGas):
        raise ExecutionFailed("out of gas")
    raise ExecutionFailed(f"{type(computation.error).__name__}: {computation.error}")


def _revert_message(output: bytes) -> str:
    if output[:4] != _ERROR_STRING:
        return "execution reverted"
    try:
        return f"execution reverted: {decode_abi(['string'], output[4:])[0]}"
    except DecodingError:
        return "execution reverted"
