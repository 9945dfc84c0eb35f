"""Registers status lists and publishes their heads on the contract StatusAnchor."""

from collections.abc import Sequence

from eth_utils.conversions import to_bytes
from web3.types import LogReceipt

from citywallet.onchain.errors import HeadMismatch
from citywallet.onchain.receipts import Receipt
from citywallet.onchain.sender import TransactionSender
from citywallet.onchain.status_anchor import CONTRACT, StatusAnchor
from citywallet.onchain.web3_client import call_of, contract_at, other_forms_refused
from citywallet.protocol.anchoring import AnchoredHead, Head


class StatusPublisher:
    """One account that anchors for an issuer."""

    def __init__(self, sender: TransactionSender, anchor: StatusAnchor) -> None:
        self._sender = sender
        self._anchor = anchor
        self._contract = contract_at(sender.web3, CONTRACT, anchor.address)
        self._head_anchored = self._contract.events.HeadAnchored()
        self._topic = to_bytes(hexstr=self._head_anchored.topic)

    async def register_list(self, uri: str, *, bits: int, entries: int, key: str) -> Receipt:
        """Register a list of the issuer for which the account anchors.

        Raises:
            ContractReverted: the contract refuses, ListKnown for example.
            ChainError: any other error of `TransactionSender.send`.
        """
        return await self._sender.send(call_of(self._contract, "registerList", uri, bits, entries), key=key)

    async def publish(self, heads: Sequence[Head], *, key: str) -> tuple[AnchoredHead, ...]:
        """Publish the next heads of several lists in one transaction, and read back that they stand.

        `StatusAnchor.build_head` makes the heads.

        Raises:
            HeadMismatch: the chain holds something else than was sent; stop, and tell the operator.
            AnswerInvalid: the receipt's events have another form than the contract's.
            ContractReverted: the contract refuses, SequenceNotNext for example; no head was published.
            ChainError: any other error of `TransactionSender.send`.
        """
        rows = [
            (one.list_id, one.sequence, one.bits, one.entries, one.root, one.token_digest) for one in heads
        ]
        receipt = await self._sender.send(call_of(self._contract, "publish", rows), key=key)
        # What was announced is computed anew from the events, so it cannot echo what was sent.
        if self._announced(receipt) != tuple(heads):
            raise HeadMismatch("the receipt announces other heads than were sent")
        return tuple([await self._stand(head) for head in heads])

    def _announced(self, receipt: Receipt) -> tuple[Head, ...]:
        with other_forms_refused():
            return tuple(self._head_of(log) for log in receipt.logs if self._announces_head(log))

    def _announces_head(self, log: LogReceipt) -> bool:
        return log["address"] == self._contract.address and log["topics"][0] == self._topic

    def _head_of(self, log: LogReceipt) -> Head:
        facts = self._head_anchored.process_log(log)["args"]
        return self._anchor.build_head(
            list_id=facts["list"],
            sequence=facts["sequence"],
            bits=facts["bits"],
            entries=facts["entries"],
            root=facts["root"],
            token_digest=facts["tokenDigest"],
        )

    async def _stand(self, head: Head) -> AnchoredHead:
        anchored = await self._anchor.head_by_sequence(head.list_id, head.sequence, final=False)
        if anchored is None or anchored.head != head:
            raise HeadMismatch(f"head {head.sequence} does not stand as it was sent")
        return anchored
