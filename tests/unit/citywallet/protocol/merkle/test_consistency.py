import pytest

from citywallet.protocol.merkle import ConsistencyProofInvalid, consistency_path, verify_consistency
from tests.support.vectors import load_vectors

VECTORS = load_vectors("merkle/certificate-transparency.json")
LEAVES = [bytes.fromhex(leaf) for leaf in VECTORS["leaves"]]
ROOTS = [bytes.fromhex(root) for root in VECTORS["roots_by_size"]]
NODES = [[bytes.fromhex(node) for node in level] for level in VECTORS["nodes_by_level"]]
GROWTHS = [(old, new) for new in range(1, 9) for old in range(1, new + 1)]


def test_a_path_consists_of_the_published_nodes() -> None:
    assert consistency_path(LEAVES, 6) == (NODES[1][2], NODES[1][3], NODES[2][0])
    assert consistency_path(LEAVES, 4) == (NODES[2][1],)
    assert consistency_path(LEAVES, 8) == ()


@pytest.mark.parametrize(("old", "new"), GROWTHS)
def test_a_growth_is_proven_by_its_path(old: int, new: int) -> None:
    verify_consistency(
        old_size=old,
        old_root=ROOTS[old],
        new_size=new,
        new_root=ROOTS[new],
        path=consistency_path(LEAVES[:new], old),
    )


@pytest.mark.threat(73)
@pytest.mark.parametrize(("old", "new"), GROWTHS)
def test_a_growth_is_refused_when_anything_is_changed(old: int, new: int) -> None:
    path = consistency_path(LEAVES[:new], old)
    other = NODES[0][0][::-1]
    wrong = [
        {"old_root": other, "new_root": ROOTS[new], "path": path},
        {"old_root": ROOTS[old], "new_root": other, "path": path},
        {"old_root": ROOTS[old], "new_root": ROOTS[new], "path": (*path, other)},
        {"old_root": ROOTS[old], "new_root": ROOTS[new], "path": (other, *path)},
    ]
    for at in range(len(path)):
        wrong.append({"old_root": ROOTS[old], "new_root": ROOTS[new], "path": path[:at] + path[at + 1 :]})
        changed = (*path[:at], path[at][:31], *path[at + 1 :])
        wrong.append({"old_root": ROOTS[old], "new_root": ROOTS[new], "path": changed})
    for arguments in wrong:
        with pytest.raises(ConsistencyProofInvalid):
            verify_consistency(old_size=old, new_size=new, **arguments)  # type: ignore[arg-type]


@pytest.mark.threat(73)
@pytest.mark.parametrize(("old", "new"), [(0, 4), (5, 4), (-1, 4), (0, 0)])
def test_a_growth_is_refused_between_impossible_sizes(old: int, new: int) -> None:
    with pytest.raises(ConsistencyProofInvalid):
        verify_consistency(old_size=old, old_root=ROOTS[0], new_size=new, new_root=ROOTS[4], path=())


@pytest.mark.parametrize("old", [0, -1, 9])
def test_no_path_leads_from_a_tree_of_impossible_size(old: int) -> None:
    with pytest.raises(ValueError, match="older tree"):
        consistency_path(LEAVES, old)
