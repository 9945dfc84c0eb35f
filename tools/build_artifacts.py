"""Compile the contracts with forge and write the artifacts that Python reads.

    python tools/build_artifacts.py            writes citywallet/onchain/artifacts/*.json
    python tools/build_artifacts.py --to DIR   writes them elsewhere

The same sources give the same bytes: the compiler puts neither metadata nor paths into the code, and tests,
which could move the compiler's internal numbers, are left out.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORGE = ROOT / "node_modules" / ".bin" / "forge"
ARTIFACTS = ROOT / "citywallet" / "onchain" / "artifacts"
CONTRACTS = ("IssuerDirectory", "StatusAnchor")


def missing_tool() -> str | None:
    """Name what is not there to compile with; None if all is."""
    if not FORGE.exists():
        return "node_modules/.bin/forge (run: npm ci --ignore-scripts)"
    return None


def build(target: Path) -> list[Path]:
    """Compile into a directory of its own and write one artifact per contract to `target`."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="citywallet-forge-") as work:
        out = Path(work) / "out"
        compile_sources(out=out, cache=Path(work) / "cache")
        return [write_artifact(name, out=out, target=target) for name in CONTRACTS]


def compile_sources(*, out: Path, cache: Path) -> None:
    """Run forge on the sources alone."""
    command = [str(FORGE), "build", "--force", "--skip", "test", "--skip", "script"]
    places = ["--out", str(out), "--cache-path", str(cache)]
    done = subprocess.run(command + places, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"forge build failed:\n{done.stdout}{done.stderr}")


def write_artifact(name: str, *, out: Path, target: Path) -> Path:
    """Keep of forge's output what Python needs, in a fixed order."""
    compiled = json.loads((out / f"{name}.sol" / f"{name}.json").read_text(encoding="utf-8"))
    deployed = compiled["deployedBytecode"]
    artifact = {
        "contract": name,
        "abi": compiled["abi"],
        "bytecode": compiled["bytecode"]["object"],
        "deployed_bytecode": deployed["object"],
        "immutables": immutable_places(deployed.get("immutableReferences") or {}),
    }
    path = target / f"{name}.json"
    path.write_text(json.dumps(artifact, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def immutable_places(references: dict[str, list[dict[str, int]]]) -> list[dict[str, int]]:
    """List where the constructor writes into the deployed code, without the compiler's own numbers."""
    places = [place for group in references.values() for place in group]
    return sorted(places, key=lambda place: place["start"])


def main() -> None:
    """Build the artifacts, or say in one sentence what is missing."""
    parser = argparse.ArgumentParser(description="Compile the contracts and write their artifacts.")
    parser.add_argument("--to", type=Path, default=ARTIFACTS, help="directory to write to")
    target: Path = parser.parse_args().to
    if missing := missing_tool():
        sys.exit(f"Cannot compile the contracts: {missing} is missing.")
    for path in build(target):
        print(path.name)


if __name__ == "__main__":
    main()
