"""Files and functions stay small enough to be read in one go, and everything public is explained."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import Named, Source, none_of, of_the_tests, shipped

MAX_FILE_LINES, MAX_FUNCTION_LINES = 300, 40
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "data", "base"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring: explaining more must not cost."""
    first = function.body[0]
    has_docstring = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def test_no_shipped_file_is_longer_than_300_lines() -> None:
    long = [
        f"{source.path}: {source.line_count}" for source in shipped() if source.line_count > MAX_FILE_LINES
    ]
    none_of(long)


def test_no_shipped_function_is_longer_than_40_lines() -> None:
    long = [
        f"{source.path}:{function.lineno} {function.name}: {length(function)}"
        for source in shipped()
        if "/versions/" not in source.path
        for function in functions(source)
        if length(function) > MAX_FUNCTION_LINES
    ]
    none_of(long)


def test_every_public_name_is_explained() -> None:
    silent = [
        f"{source.path}:{node.lineno} {node.name}"
        for source in shipped()
        if "/migrations/versions/" not in source.path
        for node in public_names(source.tree)
        if ast.get_docstring(node) is None
    ]
    silent += [source.path for source in shipped() if source.text and ast.get_docstring(source.tree) is None]
    none_of(silent)


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{source.path}:{number}"
        for source in (*shipped(), *of_the_tests())
        for number, line in enumerate(source.text.splitlines(), 1)
        if UNFINISHED.search(line) and "UNFINISHED" not in line
    ]
    none_of(found)


def test_files_are_named_after_what_they_hold() -> None:
    vague = [
        source.path for source in shipped() if VAGUE_NAMES & {source.path.split("/")[-1].removesuffix(".py")}
    ]
    none_of(vague)


def public_names(tree: ast.Module | ast.ClassDef) -> Iterator[Named]:
    for node in tree.body:
        if isinstance(node, Named) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_names(node)
