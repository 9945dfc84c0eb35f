"""Sends transactions of one account: each act once, whatever crashes in between."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from eth_account import Account

from citywallet.onchain.connection import read_block
from citywallet.onchain.errors import (
    ContractReverted,
    NonceTaken,
    RpcRefused,
    TransactionRefused,
    TransactionSuperseded,
    TransactionUnconfirmed,
)
from citywallet.onchain.rpc import Node
from citywallet.onchain.transactions import Call, RawTransactionStore, Settlement, SignedTransaction
from citywallet.onchain.wire import Receipt, parse_octets, parse_quantity, parse_receipt, serialize_octets
from citywallet.protocol.encoding import JsonValue

_FIRST_PAUSE_SECONDS: Final = 0.02
_LONGEST_PAUSE_SECONDS: Final = 1.0
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
        self._node = node
        self._store = store
        self._signer = Account.from_key(secret)
        self._chain_id = chain_id
        self._limits = limits
        self._signing = asyncio.Lock()

    @property
    def account(self) -> bytes:
        """The account's address, 20 bytes."""
        return bytes.fromhex(self._signer.address[2:])

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

    async def resend_waiting(self) -> None:
        """Send again whatever was signed and has no receipt, as after a start.

        Raises:
            TransactionRefused: the node does not take one of them; its act is to be sent again.
            ChainError: any other of this package's errors of the connection or the node.
        """
        async with self._signing:
            await self._submit_waiting()

    async def ask(self, call: Call) -> bytes:
        """Ask a contract, as this account.

        Raises:
            ChainError: any of this package's errors of the connection, the node or a contract.
        """
        return parse_octets(await self._node.request("eth_call", self._call_params(call), "latest"))

    async def _submit_waiting(self) -> None:
        """Send what is signed and not settled, by nonce: a later nonce waits for the earlier ones."""
        for transaction in await self._store.unsettled(self.account):
            receipt = await self._receipt(transaction)
            if receipt is None:
                await self._submit(transaction)
            else:
                await self._settle(transaction, receipt)

    async def _sign(self, call: Call, *, key: str) -> SignedTransaction:
        gas = parse_quantity(await self._node.request("eth_estimateGas", self._call_params(call)))
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
        base_fee_wei = (await read_block(self._node, "latest")).base_fee_wei
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
        mine: JsonValue = serialize_octets(self.account)
        nonce = parse_quantity(await self._node.request("eth_getTransactionCount", mine, "latest"))
        waiting = {one.nonce for one in await self._store.unsettled(self.account)}
        while nonce in waiting:
            nonce += 1
        return nonce

    async def _submit(self, transaction: SignedTransaction) -> bool:
        """Hand a transaction to the node; False if its nonce went to another, so that it is dead."""
        try:
            await self._node.request("eth_sendRawTransaction", serialize_octets(transaction.raw))
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
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._limits.confirm_within.total_seconds()
        pause = _FIRST_PAUSE_SECONDS
        while (receipt := await self._receipt(transaction)) is None:
            if loop.time() + pause > deadline:
                raise TransactionUnconfirmed(f"no receipt for the transaction {transaction.key}")
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
        return receipt

    async def _receipt(self, transaction: SignedTransaction) -> Receipt | None:
        name = serialize_octets(transaction.hash)
        answer = await self._node.request("eth_getTransactionReceipt", name)
        return None if answer is None else parse_receipt(answer)

    async def _why_reverted(self, call: Call, receipt: Receipt) -> ContractReverted:
        """Ask the same of the block in which it failed: a receipt does not hold the reason."""
        try:
            await self._node.request("eth_call", self._call_params(call), hex(receipt.block_number))
        except ContractReverted as reverted:
            return reverted
        return ContractReverted(None, (), f"in block {receipt.block_number}")

    def _call_params(self, call: Call) -> JsonValue:
        params: dict[str, JsonValue] = {
            "from": serialize_octets(self.account),
            "data": serialize_octets(call.data),
        }
        if call.to is not None:
            params["to"] = serialize_octets(call.to)
        return params
