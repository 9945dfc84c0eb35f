"""The contract that holds the heads of status lists, through the typed client."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from citywallet.onchain.errors import ChainError, ContractReverted, HeadMismatch, WrongChain, WrongCode
from citywallet.onchain.status_anchor import StatusAnchor
from citywallet.onchain.status_publisher import StatusPublisher
from citywallet.protocol.anchoring import AnchoredHead, Head, list_id
from issuer.ports import ChainContradicts, ChainUnavailable, HeadToAnchor


class ContractStatusChain:
    """Heads of one issuer's lists, anchored by its account."""

    def __init__(self, *, issuer_id: bytes, anchor: StatusAnchor, publisher: StatusPublisher) -> None:
        self._issuer_id = issuer_id
        self._anchor = anchor
        self._publisher = publisher

    async def register(self, *, list_uri: str, bits: int, entries: int) -> None:
        """Make the list known to the chain; nothing happens when it is known already."""
        identifier = self._list_id(list_uri)
        with _translated():
            if await self._anchor.is_registered(identifier):
                return
            try:
                await self._publisher.register_list(
                    list_uri, bits=bits, entries=entries, key=f"register:{identifier.hex()}"
                )
            except ContractReverted:
                if not await self._anchor.is_registered(identifier):
                    raise

    async def publish(self, heads: Sequence[HeadToAnchor]) -> None:
        """Anchor heads in one transaction; the same heads are the same act, however often they are sent."""
        with _translated():
            built = [self._build(head) for head in heads]
            words = b"".join(head.word() for head in built)
            await self._publisher.publish(built, key=f"publish:{hashlib.sha256(words).hexdigest()}")

    async def newest_sequence(self, list_uri: str) -> int:
        """The sequence of the newest head of a list, final or not; 0 before the first."""
        with _translated():
            head = await self._anchor.current_head(self._list_id(list_uri), final=False)
        return 0 if head is None else head.head.sequence

    async def final_head(self, list_uri: str, sequence: int) -> AnchoredHead | None:
        """The head of a list with this sequence, once the chain cannot take it back; else None."""
        with _translated():
            return await self._anchor.head_by_sequence(self._list_id(list_uri), sequence)

    def _build(self, head: HeadToAnchor) -> Head:
        return self._anchor.build_head(
            list_id=self._list_id(head.list_uri),
            sequence=head.sequence,
            bits=head.bits,
            entries=head.entries,
            root=head.root,
            token_digest=head.token_digest,
        )

    def _list_id(self, list_uri: str) -> bytes:
        return list_id(self._issuer_id, list_uri)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (HeadMismatch, WrongChain, WrongCode) as error:
        raise ChainContradicts(type(error).__name__) from error
    except ChainError as error:
        raise ChainUnavailable(type(error).__name__) from error
