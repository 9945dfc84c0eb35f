from itertools import pairwise

import pytest

from citywallet.protocol.merkle import (
    EMPTY_ROOT,
    InclusionProofInvalid,
    inclusion_path,
    leaf_hash,
    merkle_root,
    node_hash,
    verify_inclusion,
)
from tests.support.vectors import load_vectors

VECTORS = load_vectors("merkle/certificate-transparency.json")
LEAVES = [bytes.fromhex(leaf) for leaf in VECTORS["leaves"]]
ROOTS = [bytes.fromhex(root) for root in VECTORS["roots_by_size"]]
NODES = [[bytes.fromhex(node) for node in level] for level in VECTORS["nodes_by_level"]]
PLACES = [(size, index) for size in range(1, 9) for index in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_a_root_is_the_published_one(size: int) -> None:
    assert merkle_root(LEAVES[:size]) == ROOTS[size]


def test_hashes_of_leaves_and_nodes_are_the_published_ones() -> None:
    assert [leaf_hash(leaf) for leaf in LEAVES] == NODES[0]
    for below, above in pairwise(NODES):
        assert [node_hash(*below[at : at + 2]) for at in range(0, len(below), 2)] == above


def test_the_root_of_no_leaves_is_the_hash_of_nothing() -> None:
    assert merkle_root([]) == EMPTY_ROOT == ROOTS[0]


def test_a_path_consists_of_the_published_nodes() -> None:
    assert inclusion_path(LEAVES, 5) == (NODES[0][4], NODES[1][3], NODES[2][0])
    assert inclusion_path(LEAVES[:7], 6) == (NODES[1][2], NODES[2][0])
    assert inclusion_path(LEAVES[:1], 0) == ()


@pytest.mark.parametrize(("size", "index"), PLACES)
def test_an_entry_is_proven_by_its_path(size: int, index: int) -> None:
    path = inclusion_path(LEAVES[:size], index)
    verify_inclusion(leaf=LEAVES[index], index=index, size=size, path=path, root=ROOTS[size])


@pytest.mark.threat(73)
@pytest.mark.parametrize(("size", "index"), PLACES)
def test_a_proof_is_refused_at_any_other_index_and_for_any_other_leaf_path_or_root(
    size: int, index: int
) -> None:
    path = inclusion_path(LEAVES[:size], index)
    leaf, root = LEAVES[index], ROOTS[size]
    wrong = [
        {"leaf": leaf, "index": other, "size": size, "path": path, "root": root}
        for other in range(-1, size + 2)
        if other != index
    ]
    wrong.append({"leaf": leaf + b"x", "index": index, "size": size, "path": path, "root": root})
    wrong.append({"leaf": leaf, "index": index, "size": size, "path": (*path, root), "root": root})
    wrong.append({"leaf": leaf, "index": index, "size": size, "path": path, "root": ROOTS[size - 1]})
    wrong.extend(
        {"leaf": leaf, "index": index, "size": size, "path": path[:at] + path[at + 1 :], "root": root}
        for at in range(len(path))
    )
    for arguments in wrong:
        with pytest.raises(InclusionProofInvalid):
            verify_inclusion(**arguments)  # type: ignore[arg-type]


@pytest.mark.threat(73)
@pytest.mark.parametrize(("size", "index"), PLACES)
def test_a_proof_is_refused_for_a_tree_of_another_shape(size: int, index: int) -> None:
    path = inclusion_path(LEAVES[:size], index)
    for other in range(20):
        if _same_turns(index, size, other):
            continue
        with pytest.raises(InclusionProofInvalid):
            verify_inclusion(leaf=LEAVES[index], index=index, size=other, path=path, root=ROOTS[size])


@pytest.mark.threat(73)
def test_a_node_cannot_be_passed_off_as_a_leaf() -> None:
    pair = NODES[0][0] + NODES[0][1]
    with pytest.raises(InclusionProofInvalid):
        verify_inclusion(leaf=pair, index=0, size=4, path=(NODES[1][1],), root=ROOTS[4])
    with pytest.raises(InclusionProofInvalid):
        verify_inclusion(leaf=pair, index=0, size=2, path=(NODES[1][1],), root=ROOTS[4])
    assert leaf_hash(pair) != node_hash(NODES[0][0], NODES[0][1])


@pytest.mark.threat(73)
def test_a_proof_is_refused_when_a_step_is_not_a_hash() -> None:
    for step in (b"", NODES[0][1][:31], NODES[0][1] + b"\x00"):
        with pytest.raises(InclusionProofInvalid):
            verify_inclusion(leaf=LEAVES[0], index=0, size=2, path=(step,), root=ROOTS[2])


@pytest.mark.threat(73)
def test_nothing_stands_in_an_empty_tree() -> None:
    with pytest.raises(InclusionProofInvalid):
        verify_inclusion(leaf=b"", index=0, size=0, path=(), root=EMPTY_ROOT)


@pytest.mark.parametrize("index", [-1, 8, 100])
def test_no_path_leads_from_an_entry_that_is_not_there(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion_path(LEAVES, index)


def _same_turns(index: int, size: int, other: int) -> bool:
    """Whether a path from `index` turns alike in both trees; only the committed size tells them apart."""
    return _turns(index, size) == _turns(index, other)


def _turns(index: int, size: int) -> list[str] | None:
    if not index < size:
        return None
    if size == 1:
        return []
    split = 1 << ((size - 1).bit_length() - 1)
    if index < split:
        return [*(_turns(index, split) or []), "right"]
    return [*(_turns(index - split, size - split) or []), "left"]
