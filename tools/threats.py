"""List which cases of the threat catalogue have tests, and which tests they are.

python tools/threats.py                 every case with its tests
python tools/threats.py --missing 1-128 the cases of a range without any
"""

import argparse
import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def cases() -> dict[int, list[str]]:
    """Each case's tests, as `file::name`; a whole file that is marked stands alone."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        place = str(path.relative_to(ROOT))
        for number, name in marks(tree):
            found[number].append(f"{place}::{name}" if name else place)
    return found


def marks(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Number and test name of each mark in a file; the name is empty for `pytestmark`."""
    for node in ast.walk(tree):
        if isinstance(node, Definition):
            for decorator in node.decorator_list:
                yield from ((number, node.name) for number in numbers_in(decorator))
        elif isinstance(node, ast.Assign) and any(is_named(target, "pytestmark") for target in node.targets):
            yield from ((number, "") for number in numbers_in(node.value))


def numbers_in(expression: ast.expr) -> Iterator[int]:
    """The numbers of every `pytest.mark.threat(number)` in an expression."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "threat":
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, int):
                    yield argument.value


def is_named(target: ast.expr, name: str) -> bool:
    """Whether an assignment's target is this name."""
    return isinstance(target, ast.Name) and target.id == name


def main() -> None:
    """Print the list, or the gaps in a range."""
    parser = argparse.ArgumentParser(description="List which cases of the threat catalogue have tests.")
    parser.add_argument("--missing", metavar="FIRST-LAST", help="print the cases of a range without tests")
    arguments = parser.parse_args()
    found = cases()
    if arguments.missing:
        first, last = (int(part) for part in arguments.missing.split("-"))
        print(*(number for number in range(first, last + 1) if number not in found))
        return
    for number in sorted(found):
        first_test, *others = dict.fromkeys(found[number])
        print(f"{number:>4}  {first_test}")
        for test in others:
            print(f"      {test}")
    print(f"{len(found)} cases, {sum(len(tests) for tests in found.values())} marks")


if __name__ == "__main__":
    main()
