"""What the environment says of data sources."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from issuer.settings import HttpSource, SqlViewSource
from tests.support.issuer import issuer_settings

SOURCES: dict[str, Any] = {
    "veterans": {"kind": "file"},
    "disabilities": {"kind": "sql", "url": "postgresql+asyncpg://reader:secret@db/w", "view": "issuer.facts"},
    "mileage": {"kind": "http", "url": "https://mileage.city.example", "key": "key-of-sixteen-or-more"},
}


def test_sources_are_read_from_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITYWALLET_ISSUER_SOURCES", json.dumps(SOURCES))
    sources = issuer_settings(tmp_path).sources
    view, service = sources["disabilities"], sources["mileage"]
    assert isinstance(view, SqlViewSource)
    assert (view.view, view.timeout_seconds) == ("issuer.facts", 5)
    assert isinstance(service, HttpSource)
    assert service.max_age_seconds == 60


def test_secrets_of_sources_are_not_shown(tmp_path: Path) -> None:
    shown = repr(issuer_settings(tmp_path, sources=SOURCES).sources)
    assert "secret" not in shown
    assert "key-of-sixteen" not in shown


@pytest.mark.parametrize(
    ("source", "change"),
    [
        ("veterans", {"kind": "magic"}),
        ("veterans", {"path": "list.csv"}),
        ("disabilities", {"view": "facts; DROP TABLE people"}),
        ("disabilities", {"view": 'facts"'}),
        ("disabilities", {"url": "https://db"}),
        ("mileage", {"key": "short"}),
        ("mileage", {"url": "ftp://mileage"}),
        ("mileage", {"max_age_seconds": -1}),
    ],
)
def test_a_source_that_cannot_be_used_is_refused(tmp_path: Path, source: str, change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        issuer_settings(tmp_path, sources={source: SOURCES[source] | change})
