"""Typed client of the contract StatusAnchor: the published heads of status lists."""

from collections import OrderedDict
from datetime import datetime
from typing import Final

from citywallet.onchain.abi import event_of, function_of
from citywallet.onchain.artifacts import load_artifact
from citywallet.onchain.connection import ChainConnection
from citywallet.onchain.errors import HeadMismatch
from citywallet.onchain.wire import Log, parse_time
from citywallet.protocol.anchoring import AnchoredHead, Head

CONTRACT: Final = "StatusAnchor"
_MOST_REMEMBERED: Final = 4_096
_NO_HEAD: Final = bytes(32)


class StatusAnchor:
    """Reads heads: each is put together from its event and must give the word that the contract holds."""

    def __init__(self, connection: ChainConnection) -> None:
        self._connection = connection
        artifact = load_artifact(CONTRACT)
        self._current_head = function_of(artifact, "currentHead")
        self._head_at = function_of(artifact, "headAt")
        self._head_by_sequence = function_of(artifact, "headBySequence")
        self._list_record = function_of(artifact, "listRecord")
        self._head_anchored = event_of(artifact, "HeadAnchored")
        self._list_registered = event_of(artifact, "ListRegistered")
        # A head never changes, so remembering spares only the second look for its event.
        self._remembered: OrderedDict[bytes, AnchoredHead] = OrderedDict()

    async def is_registered(self, list_id: bytes) -> bool:
        """Whether the list is registered.

        Raises:
            ChainError: any of this package's errors of the connection or the node.
        """
        answer = await self._connection.call(CONTRACT, self._list_record.calldata(list_id))
        (record,) = self._list_record.read(answer)
        return bool(record[-1])

    async def lists_of(self, issuer_id: bytes) -> tuple[bytes, ...]:
        """The ids of all lists that an issuer registered, in that order.

        Raises:
            ChainError: any of this package's errors of the connection or the node.
        """
        logs = await self._connection.logs(CONTRACT, (self._list_registered.topic,))
        registered = (self._list_registered.read(log) for log in logs)
        return tuple(list_id for list_id, issuer, *_ in registered if issuer == issuer_id)

    @property
    def address(self) -> bytes:
        """The contract's address, 20 bytes."""
        return self._connection.book.contract(CONTRACT).address

    def build_head(
        self, *, list_id: bytes, sequence: int, bits: int, entries: int, root: bytes, token_digest: bytes
    ) -> Head:
        """A head on this chain and contract, not yet anchored."""
        return Head(
            chain_id=self._connection.book.chain_id,
            contract=self.address,
            list_id=list_id,
            sequence=sequence,
            bits=bits,
            entries=entries,
            root=root,
            token_digest=token_digest,
        )

    async def current_head(self, list_id: bytes, *, final: bool = True) -> AnchoredHead | None:
        """The newest head of a list; None before the first, and for a list that nobody registered.

        With `final` false the newest block counts even if the chain may still take it back.

        Raises:
            HeadMismatch: word, event and parts do not agree.
            ChainError: any other of this package's errors of the connection or the node.
        """
        calldata = self._current_head.calldata(list_id)
        answer = await self._connection.call(CONTRACT, calldata, final=final)
        return await self._whole(list_id, *self._current_head.read(answer), final=final)

    async def head_at(self, list_id: bytes, time: datetime) -> AnchoredHead | None:
        """The head that was the newest at `time`; None before the first.

        Settled once a block after `time` exists.

        Raises:
            HeadMismatch: word, event and parts do not agree.
            ChainError: any other of this package's errors of the connection or the node.
        """
        calldata = self._head_at.calldata(list_id, max(0, int(time.timestamp())))
        answer = await self._connection.call(CONTRACT, calldata)
        return await self._whole(list_id, *self._head_at.read(answer), final=True)

    async def head_after(self, list_id: bytes, time: datetime) -> AnchoredHead | None:
        """The first head anchored after `time`; None if there is none yet.

        Raises:
            HeadMismatch: word, event and parts do not agree.
            ChainError: any other of this package's errors of the connection or the node.
        """
        calldata = self._head_at.calldata(list_id, max(0, int(time.timestamp())))
        answer = await self._connection.call(CONTRACT, calldata)
        return await self.head_by_sequence(list_id, self._head_at.read(answer)[0] + 1)

    async def head_by_sequence(
        self, list_id: bytes, sequence: int, *, final: bool = True
    ) -> AnchoredHead | None:
        """The head of this sequence; None if there is none. About `final` see `current_head`.

        Raises:
            HeadMismatch: word, event and parts do not agree.
            ChainError: any other of this package's errors of the connection or the node.
        """
        calldata = self._head_by_sequence.calldata(list_id, sequence)
        answer = await self._connection.call(CONTRACT, calldata, final=final)
        word, anchored_at = self._head_by_sequence.read(answer)
        return await self._whole(list_id, sequence, word, anchored_at, final=final)

    async def heads(self, list_id: bytes) -> tuple[AnchoredHead, ...]:
        """All heads of a list by ascending sequence, none left out.

        Raises:
            HeadMismatch: word, event and parts do not agree, or a head is missing.
            ChainError: any other of this package's errors of the connection or the node.
        """
        answer = await self._connection.call(CONTRACT, self._current_head.calldata(list_id))
        count = self._current_head.read(answer)[0]
        logs = await self._connection.logs(CONTRACT, (self._topic, list_id))
        if len(logs) < count:
            raise HeadMismatch(f"of {count} heads only {len(logs)} have an event")
        sequences = range(1, len(logs) + 1)
        answers = await self._connection.calls(
            CONTRACT, [self._head_by_sequence.calldata(list_id, sequence) for sequence in sequences]
        )
        found = []
        for log, sequence, answer in zip(logs, sequences, answers, strict=True):
            word, anchored_at = self._head_by_sequence.read(answer)
            found.append(self._checked(log, sequence, word, anchored_at))
        return tuple(found)

    async def newest_block_time(self) -> datetime:
        """The time of the newest final block.

        Raises:
            ChainError: any of this package's errors of the connection or the node.
        """
        return (await self._connection.newest_block()).time

    async def _whole(
        self, list_id: bytes, sequence: int, word: bytes, anchored_at: int, *, final: bool
    ) -> AnchoredHead | None:
        if sequence == 0 or word == _NO_HEAD:
            return None
        remembered = self._remembered.get(word)
        if remembered is not None and remembered.anchored_at == parse_time(anchored_at):
            return remembered
        topics = (self._topic, list_id, sequence.to_bytes(32))
        logs = await self._connection.logs(CONTRACT, topics, final=final)
        if len(logs) != 1:
            raise HeadMismatch(f"head {sequence} has {len(logs)} events instead of one")
        return self._checked(logs[0], sequence, word, anchored_at)

    def _checked(self, log: Log, sequence: int, word: bytes, anchored_at: int) -> AnchoredHead:
        head = self._head_of(log)
        if head.sequence != sequence or head.word() != word:
            raise HeadMismatch(f"the event of head {sequence} is not what the contract holds")
        anchored = AnchoredHead(
            head=head,
            anchored_at=parse_time(anchored_at),
            block_number=log.block_number,
            block_hash=log.block_hash,
        )
        self._remember(word, anchored)
        return anchored

    def _remember(self, word: bytes, anchored: AnchoredHead) -> None:
        self._remembered[word] = anchored
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)

    def _head_of(self, log: Log) -> Head:
        list_id, sequence, bits, entries, root, token_digest = self._head_anchored.read(log)
        return self.build_head(
            list_id=list_id,
            sequence=sequence,
            bits=bits,
            entries=entries,
            root=root,
            token_digest=token_digest,
        )

    @property
    def _topic(self) -> bytes:
        return self._head_anchored.topic
