"""Hashes of leaves, nodes and whole trees.

A leaf is hashed after a 0x00 byte, a node after a 0x01 byte. Without them a node's two hashes could be
passed off as a leaf.
"""

from collections.abc import Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash of one entry.

    Spec: Certificate Transparency 2.0, Definition of the Merkle Tree.
    """
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees.

    Spec: Certificate Transparency 2.0, Definition of the Merkle Tree.
    """
    return sha256(b"\x01" + left + right).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Root of the tree over `leaves`, given as entries, not as hashes; `EMPTY_ROOT` for none.

    Spec: Certificate Transparency 2.0, Definition of the Merkle Tree.
    """
    if not leaves:
        return EMPTY_ROOT
    level = [leaf_hash(leaf) for leaf in leaves]
    while len(level) > 1:
        level = level_above(level)
    return level[0]


def level_above(level: list[bytes]) -> list[bytes]:
    """The hashes over a level's pairs; a last one without a partner moves up unchanged.

    Level by level this gives the same tree as splitting at the largest power of two below the size.
    """
    above = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return [*above, level[-1]] if len(level) % 2 else above
