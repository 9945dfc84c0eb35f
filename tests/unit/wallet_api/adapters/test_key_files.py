"""Holder keys in files: sealed, each in its own place."""

from pathlib import Path

import pytest

from tests.support.entropy import SeededEntropy
from tests.support.wallet_issuer import a_key
from tests.support.wallet_world import VAULT_KEY
from wallet_api.adapters.aes_vault import AesVault
from wallet_api.adapters.key_files import HolderKey, KeyFiles
from wallet_api.domain.errors import SigningRefused
from wallet_api.domain.identifiers import KeyId, WalletId
from wallet_api.domain.receiving import key_id_of_jwk
from wallet_api.ports.vault import SealBroken

MINE, OTHER = WalletId("a" * 32), WalletId("b" * 32)
HELD = HolderKey(key=a_key("holder"), credential_issuer="https://issuer.example")
KEY_ID = key_id_of_jwk(HELD.key.public)


@pytest.fixture
def files(tmp_path: Path) -> KeyFiles:
    files = KeyFiles(tmp_path / "deep" / "keys", vault=AesVault(key=VAULT_KEY, entropy=SeededEntropy()))
    files.save(MINE, KEY_ID, HELD)
    return files


def the_file(directory: Path) -> Path:
    (path,) = directory.rglob("*.key")
    return path


def test_key_comes_back_with_its_issuer(files: KeyFiles) -> None:
    found = files.load(MINE, KEY_ID)
    assert (found.key.public, found.credential_issuer) == (HELD.key.public, HELD.credential_issuer)


def test_key_belongs_to_its_wallet_alone(files: KeyFiles) -> None:
    with pytest.raises(SigningRefused):
        files.load(OTHER, KEY_ID)
    files.remove(OTHER, KEY_ID)
    assert files.load(MINE, KEY_ID)


def test_file_moved_to_another_wallet_or_name_does_not_open(files: KeyFiles, tmp_path: Path) -> None:
    content = the_file(tmp_path).read_bytes()
    files.save(OTHER, KEY_ID, HELD)
    (tmp_path / "deep" / "keys" / OTHER / f"{KEY_ID}.key").write_bytes(content)
    with pytest.raises(SealBroken):
        files.load(OTHER, KEY_ID)
    renamed = KeyId("A" * 43)
    the_mine = tmp_path / "deep" / "keys" / MINE
    (the_mine / f"{renamed}.key").write_bytes(content)
    with pytest.raises(SealBroken):
        files.load(MINE, renamed)


def test_folders_are_closed_to_others(files: KeyFiles, tmp_path: Path) -> None:
    path = the_file(tmp_path)
    assert [folder.stat().st_mode & 0o777 for folder in (path, path.parent, path.parent.parent)] == [
        0o600,
        0o700,
        0o700,
    ]
