"""The table of features is true to its tests: each is there, and what has none says so."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import ROOT, none_of, of_the_tests

PAGE = ROOT / "docs" / "features.md"
_ROW = re.compile(r"^\| (?P<feature>.+?) \| (?P<shown>.+) \|$", re.MULTILINE)
_TEST = re.compile(r"`([^`]+::[^`]+)`")
_HEADING = "feature"


def rows() -> list[tuple[str, str]]:
    found = [(row["feature"], row["shown"]) for row in _ROW.finditer(PAGE.read_text(encoding="utf-8"))]
    return [row for row in found if row[0] != _HEADING]


def every_test() -> Iterator[str]:
    for source in of_the_tests():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                yield f"{source.path.removeprefix('tests/')}::{node.name}"


def test_every_test_that_the_page_names_is_there() -> None:
    there = set(every_test())
    named = {test for _, shown in rows() for test in _TEST.findall(shown)}
    assert named
    none_of(named - there)


def test_every_feature_is_shown_by_a_test_or_is_said_to_be_missing() -> None:
    none_of(feature for feature, shown in rows() if bool(_TEST.search(shown)) == shown.startswith("not yet"))


def test_no_feature_is_listed_twice_in_one_table() -> None:
    tables = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    assert len(tables) == 3
    for table in tables:
        features = [row["feature"] for row in _ROW.finditer(table)]
        assert len(features) == len(set(features))
