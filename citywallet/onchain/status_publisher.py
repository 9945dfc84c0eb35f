"""Registers status lists and publishes their heads on the contract StatusAnchor."""

from collections.abc import Sequence

from citywallet.onchain.abi import function_of
from citywallet.onchain.artifacts import load_artifact
from citywallet.onchain.errors import HeadMismatch
from citywallet.onchain.sender import TransactionSender
from citywallet.onchain.status_anchor import CONTRACT, StatusAnchor
from citywallet.onchain.transactions import Call
from citywallet.onchain.wire import Receipt
from citywallet.protocol.anchoring import AnchoredHead, Head


class StatusPublisher:
    """One account that anchors for an issuer."""

    def __init__(self, sender: TransactionSender, anchor: StatusAnchor) -> None:
        self._sender = sender
        self._anchor = anchor
        artifact = load_artifact(CONTRACT)
        self._register_list = function_of(artifact, "registerList")
        self._publish = function_of(artifact, "publish")

    async def register_list(self, uri: str, *, bits: int, entries: int, key: str) -> Receipt:
        """Register a list of the issuer for which the account anchors.

        Raises:
            ContractReverted: the contract refuses, ListKnown for example.
            ChainError: any other error of `TransactionSender.send`.
        """
        calldata = self._register_list.calldata(uri, bits, entries)
        return await self._sender.send(Call(to=self._anchor.address, data=calldata), key=key)

    async def publish(self, heads: Sequence[Head], *, key: str) -> tuple[AnchoredHead, ...]:
        """Publish the next heads of several lists in one transaction, and read back that they stand.

        `StatusAnchor.build_head` makes the heads.

        Raises:
            HeadMismatch: the chain holds something else than was sent; stop, and tell the operator.
            ContractReverted: the contract refuses, SequenceNotNext for example; no head was published.
            ChainError: any other error of `TransactionSender.send`.
        """
        rows = [
            (one.list_id, one.sequence, one.bits, one.entries, one.root, one.token_digest) for one in heads
        ]
        call = Call(to=self._anchor.address, data=self._publish.calldata(rows))
        receipt = await self._sender.send(call, key=key)
        # What was announced is computed anew from the events, so it cannot echo what was sent.
        if self._anchor.announced_heads(receipt.logs) != tuple(heads):
            raise HeadMismatch("the receipt announces other heads than were sent")
        return tuple([await self._stand(head) for head in heads])

    async def _stand(self, head: Head) -> AnchoredHead:
        anchored = await self._anchor.head_by_sequence(head.list_id, head.sequence, final=False)
        if anchored is None or anchored.head != head:
            raise HeadMismatch(f"head {head.sequence} does not stand as it was sent")
        return anchored
