"""The committed artifacts are what the sources give, byte for byte."""

import filecmp
import os
from pathlib import Path

import pytest

from tools import build_artifacts


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    missing = build_artifacts.missing_tool()
    if missing and os.environ.get("CITYWALLET_REQUIRE_ALL") != "1":
        pytest.skip(f"the contracts cannot be compiled: {missing} is missing")
    assert not missing, f"the contracts cannot be compiled: {missing} is missing"
    target = tmp_path_factory.mktemp("artifacts")
    build_artifacts.build(target)
    return target


@pytest.mark.parametrize("contract", build_artifacts.CONTRACTS)
def test_rebuilding_a_contract_gives_the_committed_bytes(rebuilt: Path, contract: str) -> None:
    committed = build_artifacts.ARTIFACTS / f"{contract}.json"
    assert filecmp.cmp(rebuilt / committed.name, committed, shallow=False), (
        "run tools/build_artifacts.py and commit what it writes"
    )


def test_no_artifact_names_a_path_or_the_compiler() -> None:
    for path in build_artifacts.ARTIFACTS.glob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert ".sol" not in text
        assert str(build_artifacts.ROOT) not in text
