"""Proofs that a newer tree only appends to an older one."""

from collections.abc import Sequence

from citywallet.protocol.merkle.errors import ConsistencyProofInvalid
from citywallet.protocol.merkle.tree import merkle_root, node_hash


def consistency_path(leaves: Sequence[bytes], old_size: int) -> tuple[bytes, ...]:
    """The hashes that show that the tree over the first `old_size` leaves grew into the one over all of them.

    Empty where both are the same tree.

    Raises:
        ValueError: `old_size` is not from 1 to the number of leaves.

    Spec: Certificate Transparency 2.0, Generating a Consistency Proof.
    """
    if not 1 <= old_size <= len(leaves):
        raise ValueError("the older tree must have from one leaf to all of them")
    return tuple(_subproof(leaves, old_size, complete=True))


def verify_consistency(
    *, old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: Sequence[bytes]
) -> None:
    """Verify that the tree with `new_root` begins with the entries of the tree with `old_root`.

    Raises:
        ConsistencyProofInvalid: it does not, or the path has another length than these sizes require.

    Spec: Certificate Transparency 2.0, Verifying Consistency between Two Tree Heads.
    """
    if not 1 <= old_size <= new_size:
        raise ConsistencyProofInvalid("sizes")
    if old_size == new_size:
        if path or old_root != new_root:
            raise ConsistencyProofInvalid("two trees of one size differ")
        return
    # (2) An older tree that is a full one is its own first node.
    nodes = list(path) if old_size & (old_size - 1) else [old_root, *path]
    if not nodes or any(len(node) != len(old_root) for node in nodes):
        raise ConsistencyProofInvalid("path too short, or not of hashes")
    # (3)-(4) Start where the older tree ends.
    here, last = old_size - 1, new_size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    # (5)-(6) Rebuild both roots at once; what is added on the right belongs to the newer tree alone.
    old_reached = new_reached = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            raise ConsistencyProofInvalid("path too long")
        if here & 1 or here == last:
            old_reached, new_reached = node_hash(node, old_reached), node_hash(node, new_reached)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new_reached = node_hash(new_reached, node)
        here, last = here >> 1, last >> 1
    # (7) Both roots, and nothing left over.
    if last != 0 or old_reached != old_root or new_reached != new_root:
        raise ConsistencyProofInvalid("another root")


def _subproof(leaves: Sequence[bytes], old_size: int, *, complete: bool) -> list[bytes]:
    size = len(leaves)
    if old_size == size:
        return [] if complete else [merkle_root(leaves)]
    split = 1 << (size - 1).bit_length() - 1
    if old_size <= split:
        return [*_subproof(leaves[:split], old_size, complete=complete), merkle_root(leaves[split:])]
    return [*_subproof(leaves[split:], old_size - split, complete=False), merkle_root(leaves[:split])]
