"""A status head: what the chain commits to for one list at one sequence."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

_LIST_TAG = b"citywallet/list/v1"
_HEAD_TAG = b"citywallet/head/v1"


def list_id(issuer_id: bytes, uri: str) -> bytes:
    """The 32-byte on-chain name of a status list: a digest of issuer and URI, as credentials write them."""
    return hashlib.sha256(_LIST_TAG + issuer_id + uri.encode("utf-8")).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The parts of one head.

    `contract` has 20 bytes; `list_id`, `root` and `token_digest` have 32. `entries` counts entries, `bits`
    are bits per entry; the first `sequence` is 1.
    """

    chain_id: int
    contract: bytes
    list_id: bytes
    sequence: int
    bits: int
    entries: int
    root: bytes
    token_digest: bytes

    def word(self) -> bytes:
        """The one storage word that the contract keeps: SHA-256 over the tagged, fixed-width parts.

        Raises:
            ValueError: a part has another size than its field.
        """
        return hashlib.sha256(
            _HEAD_TAG
            + self.chain_id.to_bytes(8, "big")
            + _sized(self.contract, 20)
            + _sized(self.list_id, 32)
            + self.sequence.to_bytes(8, "big")
            + self.bits.to_bytes(1, "big")
            + self.entries.to_bytes(8, "big")
            + _sized(self.root, 32)
            + _sized(self.token_digest, 32)
        ).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchoredHead:
    """A head and where the chain holds it. `anchored_at` is the block's time."""

    head: Head
    anchored_at: datetime
    block_number: int
    block_hash: bytes


def _sized(field: bytes, size: int) -> bytes:
    if len(field) != size:
        raise ValueError(f"a head's field has {len(field)} bytes, not {size}")
    return field
