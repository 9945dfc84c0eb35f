"""The chain behind an issuer: one that keeps the rules of StatusAnchor in memory, and one that lies."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from citywallet.protocol.anchoring import AnchoredHead, Head, list_id
from citywallet.protocol.trust import issuer_id
from issuer.ports import ChainContradicts, ChainUnavailable, HeadToAnchor
from tests.support.certificates import ISSUER_URL
from tests.support.clock import FixedClock


@dataclass
class FakeStatusChain:
    """Keeps the rules of StatusAnchor in memory. Set `down`, or have it fail once after it took something."""

    clock: FixedClock
    down: bool = False
    fail_after_taking: int = 0
    registered: dict[str, tuple[int, int]] = field(default_factory=dict)
    heads: dict[str, list[AnchoredHead]] = field(default_factory=dict)
    transactions: list[tuple[HeadToAnchor, ...]] = field(default_factory=list)
    taken: asyncio.Event = field(default_factory=asyncio.Event)

    async def register(self, *, list_uri: str, bits: int, entries: int) -> None:
        self._require_up()
        self.registered.setdefault(list_uri, (bits, entries))

    async def publish(self, heads: Sequence[HeadToAnchor]) -> None:
        self._require_up()
        for number, head in enumerate(heads):
            before = sum(each.list_uri == head.list_uri for each in heads[:number])
            if (
                head.list_uri not in self.registered
                or head.sequence != self._newest(head.list_uri) + 1 + before
            ):
                raise ChainUnavailable("reverted")
        self.transactions.append(tuple(heads))
        for head in heads:
            self.heads.setdefault(head.list_uri, []).append(self._anchored(head))
        self.taken.set()
        if self.fail_after_taking:
            self.fail_after_taking -= 1
            raise ChainUnavailable("the answer was lost")

    async def newest_sequence(self, list_uri: str) -> int:
        self._require_up()
        return self._newest(list_uri)

    async def final_head(self, list_uri: str, sequence: int) -> AnchoredHead | None:
        self._require_up()
        found = [each for each in self.heads.get(list_uri, []) if each.head.sequence == sequence]
        return found[0] if found else None

    def _newest(self, list_uri: str) -> int:
        return len(self.heads.get(list_uri, []))

    def _require_up(self) -> None:
        if self.down:
            raise ChainUnavailable("down")

    def _anchored(self, head: HeadToAnchor) -> AnchoredHead:
        return AnchoredHead(
            head=Head(
                chain_id=20260701,
                contract=bytes(20),
                list_id=list_id(issuer_id(ISSUER_URL), head.list_uri),
                sequence=head.sequence,
                bits=head.bits,
                entries=head.entries,
                root=head.root,
                token_digest=head.token_digest,
            ),
            anchored_at=self.clock.now(),
            block_number=len(self.transactions),
            block_hash=hashlib.sha256(str(len(self.transactions)).encode()).digest(),
        )


class ContradictingChain(FakeStatusChain):
    """A chain on which somebody else anchored other heads under our sequences."""

    async def final_head(self, list_uri: str, sequence: int) -> AnchoredHead | None:
        raise ChainContradicts("another head")
