"""Sends transactions of one account: each act once, whatever crashes in between."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from operator import index
from typing import Final

from eth_account import Account
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.conversions import to_hex
from hexbytes import HexBytes
from web3.exceptions import TimeExhausted, TransactionNotFound
from web3.types import TxParams

from citywallet.onchain.errors import (
    ContractReverted,
    NonceTaken,
    RpcRefused,
    TransactionRefused,
    TransactionSuperseded,
    TransactionUnconfirmed,
)
from citywallet.onchain.receipts import Receipt, read_receipt
from citywallet.onchain.rpc import Node
from citywallet.onchain.transactions import Call, RawTransactionStore, Settlement, SignedTransaction
from citywallet.onchain.web3_client import answer_of, web3_over

_PAUSE_SECONDS: Final = 0.1
_ATTEMPTS_AT_A_NONCE: Final = 5
_TIP_WEI: Final = 1_000_000_000
# Each kind of node has its own words: it has this very transaction, or another one with its nonce.
_ALREADY_THERE: Final = ("already known", "already imported", "known transaction", "alreadyknown")
_NONCE_USED: Final = ("nonce too low", "nonce is too low", "oldnonce")


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderLimits:
    """How long to wait for a receipt, and how much gas to allow beyond the estimate (in percent)."""

    confirm_within: timedelta = timedelta(seconds=30)
    spare_gas_percent: int = 25


class TransactionSender:
    """Sends for one account through one node.

    An act is named by a key. Its transaction is signed once and kept before it is sent; sending the act
    again sends the same bytes and waits for the same receipt. An act whose transaction reverted, was refused
    or lost its nonce to another may be sent again and is then signed anew.
    """

    def __init__(
        self,
        node: Node,
        store: RawTransactionStore,
        *,
        secret: bytes,
        chain_id: int,
        limits: SenderLimits = SenderLimits(),
    ) -> None:
        self.web3 = web3_over(node)
        self._eth = self.web3.eth
        self._store = store
        self._signer = Account.from_key(secret)
        self._chain_id = chain_id
        self._limits = limits
        self._signing = asyncio.Lock()

    @property
    def account(self) -> bytes:
        """The account's address, 20 bytes."""
        return to_canonical_address(self._signer.address)

    async def send(self, call: Call, *, key: str) -> Receipt:
        """Do the act of this key once and wait until it is in a block.

        Raises:
            ContractReverted: the contract refuses; nothing changed.
            TransactionRefused: the node does not take the transaction; the act may be sent again.
            TransactionSuperseded: its nonce went to another transaction; the act may be sent again.
            TransactionUnconfirmed: there is no receipt yet; the act may be sent again.
            ChainError: any other of this package's errors of the connection or the node; the act may be
                sent again.
        """
        async with self._signing:
            await self._submit_waiting()
            transaction = await self._store.find(key)
            if transaction is None:
                transaction = await self._sign(call, key=key)
                if not await self._submit(transaction):
                    raise TransactionSuperseded(f"nonce {transaction.nonce} went to another transaction")
        return await self._confirm(transaction, call)

    async def _submit_waiting(self) -> None:
        """Send what is signed and not settled, by nonce: a later nonce waits for the earlier ones."""
        for transaction in await self._store.unsettled(self.account):
            receipt = await self._receipt(transaction)
            if receipt is None:
                await self._submit(transaction)
            else:
                await self._settle(transaction, receipt)

    async def _sign(self, call: Call, *, key: str) -> SignedTransaction:
        gas = await answer_of(self._eth.estimate_gas(self._params(call)), index)
        for _ in range(_ATTEMPTS_AT_A_NONCE):
            transaction = await self._sign_once(call, key=key, gas=gas)
            try:
                await self._store.add(transaction)
            except NonceTaken:  # by another process, which may even have done this very act
                kept = await self._store.find(key)
                if kept is not None:
                    return kept
                continue
            return transaction
        raise NonceTaken("other processes took every nonce that was tried")

    async def _sign_once(self, call: Call, *, key: str, gas: int) -> SignedTransaction:
        # Chains whose gas is free have no base fee.
        base_fee_wei = await answer_of(
            self._eth.get_block("latest"), lambda block: index(block.get("baseFeePerGas", 0))
        )
        nonce = await self._next_nonce()
        fields = {
            "type": 2,
            "chainId": self._chain_id,
            "nonce": nonce,
            "to": b"" if call.to is None else call.to,
            "data": call.data,
            "value": 0,
            "gas": gas + gas * self._limits.spare_gas_percent // 100,
            "maxFeePerGas": 2 * base_fee_wei + _TIP_WEI,
            "maxPriorityFeePerGas": _TIP_WEI,
            "accessList": [],
        }
        signed = self._signer.sign_transaction(fields)
        return SignedTransaction(
            key=key,
            account=self.account,
            nonce=nonce,
            raw=bytes(signed.raw_transaction),
            hash=bytes(signed.hash),
        )

    async def _next_nonce(self) -> int:
        """The first nonce that neither the chain nor a waiting transaction of ours has used."""
        nonce = await answer_of(self._eth.get_transaction_count(self._signer.address, "latest"), index)
        waiting = {one.nonce for one in await self._store.unsettled(self.account)}
        while nonce in waiting:
            nonce += 1
        return nonce

    async def _submit(self, transaction: SignedTransaction) -> bool:
        """Hand a transaction to the node; False if its nonce went to another, so that it is dead."""
        try:
            await answer_of(self._eth.send_raw_transaction(transaction.raw), bytes)
        except RpcRefused as refused:
            message = refused.message.lower()
            if any(words in message for words in _ALREADY_THERE):
                return True
            if any(words in message for words in _NONCE_USED):
                return await self._was_mined(transaction)
            # Only one transaction can use the nonce, so to sign it anew cannot do the act twice.
            await self._store.forget(transaction.hash)
            raise TransactionRefused(f"transaction {transaction.key}: {refused.message}") from refused
        return True

    async def _was_mined(self, transaction: SignedTransaction) -> bool:
        if await self._receipt(transaction) is not None:
            return True
        await self._store.forget(transaction.hash)
        return False

    async def _confirm(self, transaction: SignedTransaction, call: Call) -> Receipt:
        receipt = await self._wait_for_receipt(transaction)
        await self._settle(transaction, receipt)
        if not receipt.succeeded:
            raise await self._why_reverted(call, receipt)
        return receipt

    async def _settle(self, transaction: SignedTransaction, receipt: Receipt) -> None:
        settlement = Settlement.MINED if receipt.succeeded else Settlement.REVERTED
        await self._store.settle(transaction.hash, settlement)

    async def _wait_for_receipt(self, transaction: SignedTransaction) -> Receipt:
        waiting = self._eth.wait_for_transaction_receipt(
            HexBytes(transaction.hash),
            timeout=self._limits.confirm_within.total_seconds(),
            poll_latency=_PAUSE_SECONDS,
        )
        try:
            return await answer_of(waiting, partial(read_receipt, transaction_hash=transaction.hash))
        except TimeExhausted:
            raise TransactionUnconfirmed(f"no receipt for the transaction {transaction.key}") from None

    async def _receipt(self, transaction: SignedTransaction) -> Receipt | None:
        asking = self._eth.get_transaction_receipt(HexBytes(transaction.hash))
        try:
            return await answer_of(asking, partial(read_receipt, transaction_hash=transaction.hash))
        except TransactionNotFound:
            return None

    async def _why_reverted(self, call: Call, receipt: Receipt) -> ContractReverted:
        """Ask the same of the block in which it failed: a receipt does not hold the reason."""
        try:
            await answer_of(self._eth.call(self._params(call), receipt.block_number), bytes)
        except ContractReverted as reverted:
            return reverted
        return ContractReverted(None, (), f"in block {receipt.block_number}")

    def _params(self, call: Call) -> TxParams:
        params: TxParams = {"from": self._signer.address, "data": to_hex(call.data)}
        if call.to is not None:
            params["to"] = to_checksum_address(call.to)
        return params
