"""The source files of what we ship and test, read once."""

import ast
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SHIPPED = ("citywallet", "issuer", "wallet_api", "verifier", "chain_dev", "city")
SERVICES = ("issuer", "wallet_api", "verifier")
_MADE = {"node_modules", "var", "out", "cache", "__pycache__", "dist"}
_CODE = {".py", ".sol", ".tree", ".ts", ".tsx", ".css", ".mako", ""}
_TEXT = _CODE | {".md", ".toml", ".json", ".lock", ".txt", ".csv"}

Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One Python file."""

    path: str
    text: str
    tree: ast.Module

    @property
    def line_count(self) -> int:
        return self.text.count("\n")

    def docstrings(self) -> Iterator[tuple[int, str]]:
        """Each docstring with the line of what it describes."""
        for node in ast.walk(self.tree):
            if isinstance(node, Named | ast.Module) and (text := ast.get_docstring(node)):
                yield getattr(node, "lineno", 1), text


@cache
def shipped() -> tuple[Source, ...]:
    """Every Python file of the wheel."""
    return tuple(_read(path) for package in SHIPPED for path in sorted((ROOT / package).rglob("*.py")))


@cache
def of_the_tests() -> tuple[Source, ...]:
    """Every Python file of the tests."""
    return tuple(_read(path) for path in sorted((ROOT / "tests").rglob("*.py")))


def committed_texts() -> Iterator[tuple[str, str]]:
    """Path and content of every text file that belongs to the repository."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if name == ".ci" or not _is_made(name))
        for name in sorted(files):
            path = Path(folder, name)
            if path.suffix in _TEXT and name != ".git":  # a file in a second working tree
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8", errors="replace")


def _is_made(folder: str) -> bool:
    return folder.startswith(".") or folder in _MADE


def none_of(offenders: Iterable[str]) -> None:
    """Fail with one offender per line."""
    found = sorted(offenders)
    assert not found, "\n" + "\n".join(found)


def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path=str(path.relative_to(ROOT)), text=text, tree=ast.parse(text))
