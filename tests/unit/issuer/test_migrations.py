"""What a migration does to the rows that are there, forth and back."""

import sqlite3
from pathlib import Path
from typing import Any

from citywallet.storage.migrate import downgrade, upgrade
from tests.support.database import sqlite_url

PACKAGE = "issuer.migrations"
AT = "2026-11-28T09:00:00.000000Z"
CITIZEN = ("c-1", "김영자", "1950-03-02", "michuhol", "미추홀구", None, None, None, 1, "import", AT)
OFFER = ("offer", b"r" * 32, b"c" * 32, "citizen-id", "c-1", None, "redeemed", 0, "token", AT, AT)
TOKEN = ("token", b"t" * 32, "offer", "citizen-id", "c-1", "citizen-id.register", AT, AT, AT)
INTENT = ("card", "token", "citizen-id", "c-1", 1, 7, b"h" * 32, b"s" * 32, "valid", AT, AT)


def rows(path: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def fill(path: Path, **tables: tuple[Any, ...]) -> None:
    connection = sqlite3.connect(path)
    for table, row in tables.items():
        connection.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)
    connection.commit()
    connection.close()


def test_tokens_become_authorizations_and_lead_back_to_their_offers(tmp_path: Path) -> None:
    path = tmp_path / "issuer.db"
    upgrade(sqlite_url(path), PACKAGE)
    downgrade(sqlite_url(path), PACKAGE, revision="0002")
    lists = (1, "https://issuer.example/status/1", 2, 1024, 0)
    fill(
        path, citizens=CITIZEN, status_lists=lists, offers=OFFER, access_tokens=TOKEN, issuance_intents=INTENT
    )
    upgrade(sqlite_url(path), PACKAGE)
    assert rows(path, "SELECT id, code_digest, credentials, ended_at FROM authorizations") == [
        ("token", b"c" * 32, '[{"configuration_id":"citizen-id","identifier":"citizen-id.register"}]', AT)
    ]
    assert rows(path, "SELECT token_digest, authorization_id FROM access_tokens") == [(b"t" * 32, "token")]
    assert rows(path, "SELECT authorization_id, configuration_id, type_id FROM issuance_intents") == [
        ("token", "citizen-id", "citizen-id")
    ]
    assert rows(path, "SELECT configuration_ids, authorization_id FROM offers") == [
        ('["citizen-id"]', "token")
    ]
    downgrade(sqlite_url(path), PACKAGE, revision="0002")
    assert rows(path, "SELECT * FROM offers") == [OFFER]
    assert rows(path, "SELECT * FROM access_tokens") == [(*TOKEN[:5], None, *TOKEN[6:])]
    assert rows(path, "SELECT * FROM issuance_intents") == [INTENT]
