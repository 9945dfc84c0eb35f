"""Each `Spec:` citation names a document and a section of docs/specs.toml, and nothing there is uncited."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, none_of, shipped

SPECS = tomllib.loads((ROOT / "docs" / "specs.toml").read_text(encoding="utf-8"))
# A paragraph: it may wrap over several lines, and several may follow one another.
CITATION = re.compile(r"^Spec: (.+?)\.$(?=\n(?:\n|Spec: )|\Z)", re.DOTALL | re.MULTILINE)


def citations() -> Iterator[tuple[str, str, str]]:
    """Place, document and section title of each citation."""
    for source in shipped():
        for line, text in source.docstrings():
            found = [" ".join(match.split()) for match in CITATION.findall(text)]
            assert len(found) == len(re.findall(r"^\s*Spec:", text, re.MULTILINE)), (
                f"{source.path}:{line}: a paragraph of its own reads `Spec: <document>, <section title>.`"
            )
            for citation in found:
                document, _, title = citation.partition(", ")
                yield f"{source.path}:{line}", document, title


def test_every_citation_is_listed() -> None:
    unlisted = [
        f"{place}: {document}, {title}"
        for place, document, title in citations()
        if title not in SPECS.get(document, {}).get("sections", {})
    ]
    none_of(unlisted)


def test_every_listed_section_is_cited() -> None:
    cited = {(document, title) for _, document, title in citations()}
    listed = {(document, title) for document, spec in SPECS.items() for title in spec["sections"]}
    none_of(f"{document}, {title}" for document, title in listed - cited)


@pytest.mark.parametrize("document", sorted(SPECS))
def test_every_document_has_its_version_and_numbered_sections(document: str) -> None:
    assert set(SPECS[document]) == {"version", "sections"}
    assert SPECS[document]["version"]
    assert all(isinstance(number, str) for number in SPECS[document]["sections"].values())
