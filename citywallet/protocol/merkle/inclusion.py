"""Proofs that an entry stands in a tree at an index."""

from collections.abc import Sequence

from citywallet.protocol.merkle.errors import InclusionProofInvalid
from citywallet.protocol.merkle.tree import leaf_hash, level_above, node_hash


def inclusion_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The hashes that lead from entry `index` to the root, the lowest first.

    Raises:
        IndexError: there is no such entry.

    Spec: Certificate Transparency 2.0, Generating an Inclusion Proof.
    """
    if not 0 <= index < len(leaves):
        raise IndexError("no such entry")
    level = [leaf_hash(leaf) for leaf in leaves]
    path: list[bytes] = []
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        level = level_above(level)
        index //= 2
    return tuple(path)


def verify_inclusion(*, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Verify that `leaf`, an entry and not its hash, stands at `index` in a tree of `size` entries.

    `size` and `root` come from whoever committed to the tree, never from the prover.

    Raises:
        InclusionProofInvalid: it does not, or the path has another length than that place in that tree
            requires.

    Spec: Certificate Transparency 2.0, Verifying an Inclusion Proof.
    """
    # (1) The index must be one of the tree's.
    if not 0 <= index < size:
        raise InclusionProofInvalid("index outside the tree")
    # (2) From the leaf upwards, with the place in each level and the last place of that level.
    here, last, reached = index, size - 1, leaf_hash(leaf)
    for sibling in path:
        # (4a) Above the root there is nothing: the path is too long.
        if last == 0 or len(sibling) != len(reached):
            raise InclusionProofInvalid("path too long, or not of hashes")
        if here & 1 or here == last:
            reached = node_hash(sibling, reached)
            # (4b) A last node without a partner moved up unchanged: skip those levels.
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        here, last = here >> 1, last >> 1
    # (5) The path must end exactly at the root.
    if last != 0:
        raise InclusionProofInvalid("path too short")
    if reached != root:
        raise InclusionProofInvalid("another root")
