"""The tests keep to their folders: sockets and processes only where they belong, and no sleeping."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import ROOT, Source, none_of, of_the_tests

QUIET = ("tests/unit/", "tests/properties/", "tests/http/")
REACHING_OUT = {"socket", "subprocess", "multiprocessing", "http.client", "urllib.request"}
REACHING_SUPPORT = {"tests.support.web_server", "tests.support.processes", "tests.support.chain"}
# Servers and processes on the other side may take their time; what waits for them may not.
MAY_SLEEP = {"tests/attacks/test_outbound_responses.py"}


def imported(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def sleeps(source: Source) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "sleep"
        and isinstance(node.value, ast.Name)
        and node.value.id in ("time", "asyncio")
        for node in ast.walk(source.tree)
    )


def test_quiet_tests_open_no_sockets_and_start_no_processes() -> None:
    none_of(
        f"{source.path}: {name}"
        for source in of_the_tests()
        if source.path.startswith(QUIET)
        for name in imported(source)
        if name in REACHING_OUT | REACHING_SUPPORT
    )


def test_no_test_sleeps() -> None:
    tests = (source for source in of_the_tests() if "/test_" in source.path)
    none_of(source.path for source in tests if sleeps(source) and source.path not in MAY_SLEEP)


def test_unit_tests_mirror_the_packages() -> None:
    folders = (path for path in (ROOT / "tests" / "unit").rglob("*") if path.is_dir())
    none_of(
        str(folder.relative_to(ROOT))
        for folder in folders
        if folder.name != "__pycache__" and not (ROOT / folder.relative_to(ROOT / "tests" / "unit")).is_dir()
    )


def test_every_folder_of_tests_is_a_package() -> None:
    # Two files of one name in two folders would otherwise be taken for one module.
    none_of(
        str(path.parent.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if "versions" not in path.parts and not (path.parent / "__init__.py").exists()
    )
