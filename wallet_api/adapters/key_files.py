"""Holder keys as sealed files: one directory per wallet, one file per key, outside the database."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from citywallet.protocol.encoding import JsonObject, parse_json_object, serialize_json, string_member
from citywallet.protocol.keys import EcSigningKey
from wallet_api.domain.errors import SigningRefused
from wallet_api.domain.identifiers import KeyId, Sealed, WalletId
from wallet_api.ports.vault import Vault

_WALLET_ID = re.compile(r"[0-9a-f]{32}")
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{43}")
_DIRECTORY_MODE = 0o700
_FILE_MODE = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderKey:
    """A holder key and the only issuer that it may be proven to."""

    key: EcSigningKey
    credential_issuer: str


class KeyFiles:
    """Keeps keys below one directory. A file holds nothing readable without the vault's key."""

    def __init__(self, directory: Path, *, vault: Vault) -> None:
        self._directory = directory
        self._vault = vault

    def save(self, wallet_id: WalletId, key_id: KeyId, held: HolderKey) -> None:
        """Write a key so that after a crash it is there whole or not at all.

        Raises:
            SigningRefused: the wallet or the key has no name that fits a path.
        """
        path = self._path(wallet_id, key_id)
        content: JsonObject = {"issuer": held.credential_issuer, "pem": held.key.to_pem().decode()}
        sealed = self._vault.seal(serialize_json(content), wallet_id=wallet_id, place=_place(key_id))
        self._directory.mkdir(mode=_DIRECTORY_MODE, parents=True, exist_ok=True)
        path.parent.mkdir(mode=_DIRECTORY_MODE, exist_ok=True)
        unfinished = path.with_suffix(".new")
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FILE_MODE), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        # A card without its key is worthless: the file's name must be as lasting as the card's row.
        _sync_directory(path.parent)

    def load(self, wallet_id: WalletId, key_id: KeyId) -> HolderKey:
        """Read a key.

        Raises:
            SigningRefused: this wallet has no such key.
            SealBroken: the file was altered, or belongs to another wallet.
        """
        try:
            sealed = Sealed(self._path(wallet_id, key_id).read_bytes())
        except FileNotFoundError as error:
            raise SigningRefused("no such key") from error
        content = parse_json_object(self._vault.open(sealed, wallet_id=wallet_id, place=_place(key_id)))
        return HolderKey(
            key=EcSigningKey.from_pem(string_member(content, "pem").encode()),
            credential_issuer=string_member(content, "issuer"),
        )

    def remove(self, wallet_id: WalletId, key_id: KeyId) -> None:
        """Delete a key; an absent one is no error.

        Raises:
            SigningRefused: the wallet or the key has no name that fits a path.
        """
        self._path(wallet_id, key_id).unlink(missing_ok=True)

    def _path(self, wallet_id: WalletId, key_id: KeyId) -> Path:
        # Names become parts of a path: nothing that could lead elsewhere gets this far.
        if not _WALLET_ID.fullmatch(wallet_id) or not _KEY_ID.fullmatch(key_id):
            raise SigningRefused("not the name of a key")
        return self._directory / wallet_id / f"{key_id}.key"


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _place(key_id: KeyId) -> str:
    return f"key/{key_id}"
