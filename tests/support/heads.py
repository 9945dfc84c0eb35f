"""Anchored heads, and a public chain that says whatever a test lets it say."""

from datetime import datetime
from hashlib import sha256

from citywallet.protocol.anchoring import AnchoredHead, Head, list_id, list_root
from citywallet.protocol.statuslist import StatusList
from citywallet.protocol.trust import Accreditation, KeyEpoch, issuer_id
from tests.support.certificates import ISSUER_URL
from tests.support.sd_jwts import NOW
from tests.support.status_lists import LIST_URI, a_status_list
from verifier.ports import ChainUnavailable

CHAIN_ID = 20260701
CONTRACT = bytes(range(20))
LIST_ID = list_id(issuer_id(ISSUER_URL), LIST_URI)


def a_head(
    token: str,
    status_list: StatusList | None = None,
    *,
    sequence: int = 1,
    anchored_at: datetime = NOW,
    entries: int | None = None,
) -> AnchoredHead:
    """The head that commits to a token and its list."""
    committed = a_status_list() if status_list is None else status_list
    head = Head(
        chain_id=CHAIN_ID,
        contract=CONTRACT,
        list_id=LIST_ID,
        sequence=sequence,
        bits=committed.bits,
        entries=committed.entries if entries is None else entries,
        root=list_root(committed.data),
        token_digest=sha256(token.encode()).digest(),
    )
    return AnchoredHead(
        head=head, anchored_at=anchored_at, block_number=10 + sequence, block_hash=bytes([sequence]) * 32
    )


class FakeChain:
    """The chain as the verifier reads it; `is_down` makes every call fail."""

    def __init__(self, *, block_time: datetime = NOW) -> None:
        self.heads: list[AnchoredHead] = []
        self.epochs: dict[bytes, KeyEpoch] = {}
        self.accreditations: dict[bytes, Accreditation] = {}
        self.block_time = block_time
        self.is_down = False

    async def current_head(self, list_id: bytes) -> AnchoredHead | None:
        heads = self._heads(list_id)
        return heads[-1] if heads else None

    async def head_at(self, list_id: bytes, at: datetime) -> AnchoredHead | None:
        heads = [head for head in self._heads(list_id) if head.anchored_at <= at]
        return heads[-1] if heads else None

    async def head_after(self, list_id: bytes, at: datetime) -> AnchoredHead | None:
        return next((head for head in self._heads(list_id) if head.anchored_at > at), None)

    async def newest_block_time(self) -> datetime:
        self._require_up()
        return self.block_time

    async def lists_of(self, issuer_id: bytes) -> list[bytes]:
        self._require_up()
        return list(dict.fromkeys(head.head.list_id for head in self.heads))

    async def key_epochs(self, issuer_id: bytes) -> list[KeyEpoch]:
        self._require_up()
        return list(self.epochs.values())

    async def key_epoch(self, issuer_id: bytes, thumbprint: bytes) -> KeyEpoch | None:
        self._require_up()
        return self.epochs.get(thumbprint)

    async def accreditation(self, issuer_id: bytes, type_id: bytes) -> Accreditation | None:
        self._require_up()
        return self.accreditations.get(type_id)

    def anchor(self, head: AnchoredHead) -> None:
        """Anchor a head; the newest block is then its own."""
        self.heads.append(head)
        self.block_time = max(self.block_time, head.anchored_at)

    def _heads(self, list_id: bytes) -> list[AnchoredHead]:
        self._require_up()
        return [head for head in self.heads if head.head.list_id == list_id]

    def _require_up(self) -> None:
        if self.is_down:
            raise ChainUnavailable
