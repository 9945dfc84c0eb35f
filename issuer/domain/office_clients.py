"""Systems of departments: each with a key of its own, of which only the digest is kept."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from issuer.domain.callers import ClientCaller
from issuer.domain.errors import IssuerError, UnknownRecord
from issuer.domain.identifiers import OfficeClientId, UserName
from issuer.domain.permissions import CLIENT_SCOPES, Permission

_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
_KEY_PREFIX = "citywallet-"


class ClientUnknown(UnknownRecord):
    """Raised when no department's system has this identifier."""

    code = "client_unknown"
    public = "There is no such system."


class ClientInvalid(IssuerError):
    """Raised when a system's name or scopes cannot be used."""

    code = "client_invalid"
    public = "The name or the scopes cannot be used."


class ClientExists(IssuerError):
    """Raised when a system's name is taken, also by one that was disabled: the audit log names it."""

    code = "client_exists"
    public = "A system with this name is there already."


class ClientDisabled(IssuerError):
    """Raised when a system whose access was ended shall have another key."""

    code = "client_disabled"
    public = "The access of this system was ended. Please create another one."


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeClient:
    """A department's system; `disabled_at` is None while its key counts.

    `key_shown_to` is who of the staff has seen its key.
    """

    id: OfficeClientId
    name: str
    scopes: frozenset[Permission]
    created_at: datetime
    key_shown_to: UserName | None
    disabled_at: datetime | None

    @property
    def caller(self) -> ClientCaller:
        """The client as who calls."""
        return ClientCaller(
            id=self.id, name=self.name, permissions=self.scopes, key_shown_to=self.key_shown_to
        )


@dataclass(frozen=True, slots=True)
class ConfiguredClients:
    """The systems whose keys stand in the settings, by the digest of the key."""

    by_digest: Mapping[bytes, ClientCaller]

    def find(self, key_digest: bytes) -> ClientCaller | None:
        """Whose key it is, or None."""
        return self.by_digest.get(key_digest)

    def has_name(self, name: str) -> bool:
        """Whether one of them is called so: the audit log must not confuse two."""
        return any(client.name == name for client in self.by_digest.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyShown:
    """A system with its new key, which is shown this once and kept nowhere."""

    client: OfficeClient
    key: str


def build_client(
    *,
    id: OfficeClientId,
    name: str,
    scopes: Collection[Permission],
    created_at: datetime,
    key_shown_to: UserName,
) -> OfficeClient:
    """A system that can be given a key.

    Raises:
        ClientInvalid: other characters in the name than are allowed, or a scope that is for people alone.
    """
    if not _NAME.fullmatch(name) or not scopes or not CLIENT_SCOPES.issuperset(scopes):
        raise ClientInvalid()
    return OfficeClient(
        id=id,
        name=name,
        scopes=frozenset(scopes),
        created_at=created_at,
        key_shown_to=key_shown_to,
        disabled_at=None,
    )


def new_key(random_text: str) -> str:
    """A key by which whoever searches for lost secrets knows what was found."""
    return f"{_KEY_PREFIX}{random_text}"


def digest_of_key(key: str) -> bytes:
    """What is kept of a client's key. Keys have 256 random bits: nobody finds one by its digest."""
    return hashlib.sha256(key.encode()).digest()
