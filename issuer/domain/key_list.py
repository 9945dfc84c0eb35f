"""The list of signing keys: where each one is kept, for what, and under which certificates.

It is a file that operators' commands extend. The last key of a purpose that the public directory shows is the
one that signs; earlier ones stay listed, since what they signed still counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    array_member,
    integer_member,
    parse_json_object,
    serialize_json,
    string_member,
)
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.trust import KeyPurpose

_FORMAT = 1
_FILE = "file:"
_PKCS11 = "pkcs11:"
_MAX_BYTES = 1_048_576


class KeyListInvalid(Exception):
    """Raised when a list of signing keys cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class KeyInFile:
    """A private key in an encrypted file; the name is relative to the list."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyInToken:
    """A private key in a PKCS #11 token, found by the labels of the token and of the key."""

    token: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedKey:
    """One signing key. `chain` is the file with its certificates, beside the list: leaf first, no root."""

    purpose: KeyPurpose
    key: KeyInFile | KeyInToken
    chain: str


def parse_key_list(content: bytes) -> tuple[ListedKey, ...]:
    """Read a list; the order is that in which the keys came.

    Raises:
        KeyListInvalid: it cannot be read, or lists a key twice.
    """
    try:
        document = parse_json_object(content, max_bytes=_MAX_BYTES)
        if integer_member(document, "format") != _FORMAT:
            raise KeyListInvalid("it has another format")
        listed = tuple(_parse_entry(item) for item in array_member(document, "keys"))
    except (ProtocolError, ValueError) as error:
        raise KeyListInvalid(str(error)) from error
    if len({entry.key for entry in listed}) != len(listed):
        raise KeyListInvalid("a key stands in it twice")
    return listed


def serialize_key_list(listed: Iterable[ListedKey]) -> bytes:
    """Write a list; `parse_key_list` reads it back."""
    entries: list[JsonValue] = [
        {"purpose": entry.purpose.value, "key": _serialize_reference(entry.key), "chain": entry.chain}
        for entry in listed
    ]
    return serialize_json({"format": _FORMAT, "keys": entries})


def _parse_entry(item: JsonValue) -> ListedKey:
    if not isinstance(item, dict):
        raise KeyListInvalid("`keys` holds objects")
    entry: JsonObject = item
    return ListedKey(
        purpose=KeyPurpose(string_member(entry, "purpose")),
        key=_parse_reference(string_member(entry, "key")),
        chain=_file_name(string_member(entry, "chain")),
    )


def _parse_reference(text: str) -> KeyInFile | KeyInToken:
    if text.startswith(_FILE):
        return KeyInFile(_file_name(text.removeprefix(_FILE)))
    if not text.startswith(_PKCS11):
        raise KeyListInvalid("a key is neither file:… nor pkcs11:…")
    parts = [part.partition("=") for part in text.removeprefix(_PKCS11).split(";")]
    attributes = {name: unquote(value) for name, _, value in parts}
    # Further attributes of a PKCS #11 URI would narrow the search; ignoring one might find another key.
    if set(attributes) != {"token", "object"} or len(parts) != len(attributes):
        raise KeyListInvalid("a pkcs11: key names exactly its token and its object")
    return KeyInToken(token=attributes["token"], label=attributes["object"])


def _serialize_reference(key: KeyInFile | KeyInToken) -> str:
    match key:
        case KeyInFile(name):
            return f"{_FILE}{name}"
        case KeyInToken(token=token, label=label):
            return f"{_PKCS11}token={quote(token, safe='')};object={quote(label, safe='')}"


def _file_name(name: str) -> str:
    if not name or "/" in name or "\\" in name or name.startswith("."):
        raise KeyListInvalid("a file lies beside the list and is named without a path")
    return name
