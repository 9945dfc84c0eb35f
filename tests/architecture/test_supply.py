"""What is installed here is what was locked, and nothing of it ran a script of its own on the way."""

import json
import re
from importlib.metadata import distributions

import pytest

from tests.architecture.sources import ROOT

# What a Python environment begins with, and we ourselves.
UNLOCKED = {"pip", "setuptools", "wheel", "citywallet"}
NPM_FOLDERS = (".", "web", "tests/interop/judges", "benchmarks/contracts")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_npm_lock_is_in_the_list() -> None:
    found = {path.parent for path in ROOT.rglob("package-lock.json") if "node_modules" not in path.parts}
    assert found == {ROOT / folder for folder in NPM_FOLDERS}


@pytest.mark.threat(98)
def test_python_packages_are_the_locked_ones() -> None:
    text = (ROOT / "requirements-peers.lock").read_text(encoding="utf-8")
    locked: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE):
        locked.setdefault(normal(name), set()).add(version)
    installed = {normal(each.metadata["Name"]): each.version for each in distributions()}
    others = {name: version for name, version in installed.items() if version not in locked.get(name, set())}
    assert others.keys() <= UNLOCKED, others


@pytest.mark.threat(98)
@pytest.mark.parametrize("folder", NPM_FOLDERS)
def test_npm_packages_run_no_scripts_when_they_are_installed(folder: str) -> None:
    assert "ignore-scripts=true" in (ROOT / folder / ".npmrc").read_text(encoding="utf-8").splitlines()


@pytest.mark.threat(98)
def test_npm_packages_that_are_there_are_the_locked_ones() -> None:
    for folder in NPM_FOLDERS:
        kept = ROOT / folder / "node_modules" / ".package-lock.json"
        if kept.exists():
            lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
            there = json.loads(kept.read_text(encoding="utf-8"))["packages"]
            others = [path for path, one in there.items() if fact(one) != fact(lock.get(path, {}))]
            assert others == [], folder


def fact(package: dict[str, object]) -> tuple[object, object]:
    return package.get("version"), package.get("integrity")


@pytest.mark.threat(98)
def test_every_installation_in_the_makefile_is_by_lock_and_without_scripts() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    npm = re.findall(r"npm (?:ci|install|i)\b.*", text)
    assert npm
    assert [line for line in npm if not line.startswith("npm ci --ignore-scripts")] == []
    pip = re.findall(r"\$\(PIP\) install .*", text)
    assert [line for line in pip if "--require-hashes" not in line and "--editable ." not in line] == []
