"""Every external function of the contracts has a tree of conditions, and every leaf a test."""

import re
from pathlib import Path

import pytest

from citywallet.onchain.artifacts import CONTRACTS, load_artifact

CONTRACTS_FOLDER = Path(__file__).resolve().parents[2] / "contracts"
TREES = sorted((CONTRACTS_FOLDER / "test").rglob("*.tree"))


def functions_of_ours(contract: str) -> set[str]:
    """The functions that our interface declares; OpenZeppelin tests its own."""
    sources = (CONTRACTS_FOLDER / "src" / "interfaces" / f"I{contract}.sol").read_text(encoding="utf-8")
    declared = set(re.findall(r"function (\w+)\(", sources))
    return declared & {entry["name"] for entry in load_artifact(contract).abi if entry["type"] == "function"}


def described_functions(tree: Path) -> set[str]:
    return set(tree.read_text(encoding="utf-8").splitlines()[0].split(", "))


def concrete_tests(tree: Path) -> list[str]:
    """The tests of the contract that is named after the tree, without the fuzz twins."""
    name = tree.stem.capitalize() if tree.stem.isupper() else tree.stem[0].upper() + tree.stem[1:]
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted(tree.parent.glob("*.t.sol")))
    bodies = re.split(r"^(?:abstract )?contract ", sources, flags=re.MULTILINE)
    body = next(one for one in bodies if one.startswith(f"{name}_{tree.parent.name}_Test "))
    return re.findall(r"function (test_\w+)\(", body)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_external_function_has_a_tree(contract: str) -> None:
    trees = [tree for tree in TREES if tree.parent.name == contract]
    described = {function for tree in trees for function in described_functions(tree)}
    assert functions_of_ours(contract) - described == set()


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: f"{tree.parent.name}.{tree.stem}")
def test_every_leaf_has_a_test(tree: Path) -> None:
    leaves = re.findall(r"[├└]── it should ", tree.read_text(encoding="utf-8"))
    assert len(concrete_tests(tree)) == len(leaves)


def test_every_custom_error_of_ours_is_a_leaf() -> None:
    sources = "".join(
        (CONTRACTS_FOLDER / "src" / "interfaces" / f"I{contract}.sol").read_text(encoding="utf-8")
        for contract in CONTRACTS
    )
    named = {
        error
        for tree in TREES
        for error in re.findall(r"should revert with (\w+)", tree.read_text(encoding="utf-8"))
    }
    assert set(re.findall(r"^    error (\w+)\(", sources, flags=re.MULTILINE)) - named == set()
