"""What we install with the product may be shipped with it."""

import json
import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests.architecture.sources import ROOT

# GPL, LGPL and AGPL would bind what we ship; the test set may hold them.
BANNED = re.compile(
    r"\b(?:A|L)?GPL(?!-compatible)|GNU (?:Affero |Lesser |Library or Lesser )?General Public", re.IGNORECASE
)
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-peers.lock")
NPM_FOLDERS = ("", "web/", "tests/interop/judges/", "benchmarks/contracts/")
NPM_LOCKS = tuple(f"{folder}package-lock.json" for folder in NPM_FOLDERS)


def locked(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)


def licence_of(name: str) -> str:
    """All that a package declares about its licence, without the text of it."""
    fields = metadata(name).json
    classifiers = [text for text in fields.get("classifier", []) if text.startswith("License")]
    declared = str(fields.get("license", "")).partition("\n")[0]
    return " | ".join(filter(None, [str(fields.get("license_expression", "")), declared, *classifiers]))


@pytest.mark.threat(98)
def test_no_runtime_package_is_under_a_licence_that_would_bind_ours() -> None:
    banned = {}
    for name in locked("requirements.lock"):
        try:
            found = licence_of(name)
        except PackageNotFoundError:  # for another system or Python version
            continue
        if BANNED.search(found):
            banned[name] = found
    assert banned == {}


@pytest.mark.threat(98)
@pytest.mark.parametrize("name", LOCKS)
def test_locks_hold_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^[A-Za-z0-9._-]+==\S+.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert pins
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert "://" not in text


@pytest.mark.threat(98)
@pytest.mark.parametrize("name", NPM_LOCKS)
def test_npm_locks_hold_hashes_and_no_addresses_of_registries(name: str) -> None:
    packages = json.loads((ROOT / name).read_text(encoding="utf-8"))["packages"]
    installed = {path: package for path, package in packages.items() if path and not package.get("link")}
    assert [path for path, package in installed.items() if "integrity" not in package] == []
    assert [path for path, package in installed.items() if "resolved" in package] == []


def test_judges_of_our_formats_are_no_part_of_what_is_shipped() -> None:
    peers = set(locked("requirements-peers.lock")) - set(locked("requirements-test.lock"))
    assert {"openvc-core", "polaris-oid4vp"} <= peers
    assert peers.isdisjoint(locked("requirements.lock"))
