"""Draw the packages and the imports between them, as they are, into docs/architecture.md.

Usage: `python tools/draw_architecture.py`; with `--check` it only says whether the drawing is up to date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import grimp

PAGE = Path(__file__).resolve().parent.parent / "docs" / "architecture.md"
START, END = "<!-- drawn by tools/draw_architecture.py -->\n", "<!-- end of the drawing -->\n"
FOUNDATION = ("onchain", "storage", "runtime", "client", "protocol")
PROGRAMS = ("city", "issuer", "wallet_api", "verifier", "chain_dev")
DOCUMENTS = "citywallet.protocol"


def main(arguments: list[str]) -> int:
    """Write the drawing, or with `--check` compare it; 0 if the page holds it then."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    drawn = before + START + drawing() + END + after
    if "--check" in arguments:
        return int(drawn != page)
    PAGE.write_text(drawn, encoding="utf-8")
    return 0


def drawing() -> str:
    """Two Mermaid diagrams: the packages, and the documents inside the protocol."""
    graph = grimp.build_graph("citywallet", *PROGRAMS)
    packages = [*PROGRAMS, *(f"citywallet.{name}" for name in FOUNDATION)]
    documents = sorted(graph.find_children(DOCUMENTS))
    return f"{_diagram(graph, packages)}\n{_diagram(graph, documents)}"


def _diagram(graph: grimp.ImportGraph, modules: list[str]) -> str:
    lines = ["```mermaid", "flowchart TD", *_arrows(graph, modules), "```"]
    return "\n".join(lines) + "\n"


def _arrows(graph: grimp.ImportGraph, modules: list[str]) -> Iterator[str]:
    """Only the arrows that no longer way implies: the others would hide the shape."""
    imports = {one: {two for two in modules if two != one and _imports(graph, one, two)} for one in modules}
    for one in modules:
        implied = {far for near in imports[one] for far in _reached(imports, near)}
        for two in sorted(imports[one] - implied):
            yield f"    {_name(one)} --> {_name(two)}"


def _imports(graph: grimp.ImportGraph, one: str, two: str) -> bool:
    return graph.direct_import_exists(importer=one, imported=two, as_packages=True)


def _reached(imports: dict[str, set[str]], start: str) -> set[str]:
    near = imports[start]
    return near.union(*(_reached(imports, module) for module in near))


def _name(module: str) -> str:
    return module.rpartition(".")[2]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
