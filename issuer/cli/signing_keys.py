"""What operators do with the list of signing keys: add one, and see which there are.

The running issuer reads the list again by itself; a key signs once the public directory shows it.
"""

from dataclasses import dataclass
from pathlib import Path

from citywallet.protocol.keys import EcSigningKey, thumbprint
from citywallet.protocol.trust import KeyPurpose, serialize_pem_certificates
from citywallet.runtime.files import write_whole
from issuer.adapters.key_files import KeyFileInvalid, certified_key_of, load_chain
from issuer.domain.key_list import KeyInFile, KeyListInvalid, ListedKey, parse_key_list, serialize_key_list

LIST_NAME = "signing-keys.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOnList:
    """A listed key, by its RFC 7638 thumbprint (32 bytes), with its certificates, leaf first."""

    purpose: KeyPurpose
    thumbprint: bytes
    chain: tuple[bytes, ...]


def add_key_in_file(
    folder: Path, *, purpose: KeyPurpose, key: EcSigningKey, chain: tuple[bytes, ...], passphrase: bytes
) -> None:
    """Keep a key, encrypted, in the folder, and list it as the newest of its purpose.

    The list is written last: after a crash the key is listed whole, or its files are written over next time.

    Raises:
        KeyFileInvalid: the list is there and cannot be read.
    """
    listed = _read_list(folder)
    number = 1 + sum(entry.purpose is purpose for entry in listed)
    key_file = f"{purpose}-{number}.key.pem"
    entry = ListedKey(purpose=purpose, key=KeyInFile(key_file), chain=f"{purpose}-{number}.chain.pem")
    write_whole(folder / key_file, key.to_encrypted_pem(passphrase=passphrase), mode=0o600)
    write_whole(folder / entry.chain, serialize_pem_certificates(chain), mode=0o600)
    write_whole(folder / LIST_NAME, serialize_key_list((*listed, entry)) + b"\n", mode=0o600)


def keys_on_list(folder: Path) -> tuple[KeyOnList, ...]:
    """The listed keys, in the order in which they came. No private key is opened.

    Raises:
        KeyFileInvalid: the list, or a chain that it names, cannot be read.
    """
    return tuple(_look_up(folder, entry) for entry in _read_list(folder))


def _look_up(folder: Path, entry: ListedKey) -> KeyOnList:
    path = folder / entry.chain
    chain = load_chain(path)
    return KeyOnList(
        purpose=entry.purpose, thumbprint=thumbprint(certified_key_of(chain, path=path)), chain=chain
    )


def _read_list(folder: Path) -> tuple[ListedKey, ...]:
    path = folder / LIST_NAME
    try:
        return parse_key_list(path.read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, KeyListInvalid) as error:
        raise KeyFileInvalid(f"The list of signing keys {path} cannot be read: {error}.") from error
