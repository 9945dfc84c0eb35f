"""Systems of departments: each with a key of its own, of which only the digest is kept."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from issuer.domain.callers import ClientCaller
from issuer.domain.identifiers import OfficeClientId
from issuer.domain.permissions import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeClient:
    """A department's system; `disabled_at` is None while its key counts."""

    id: OfficeClientId
    name: str
    scopes: frozenset[Permission]
    created_at: datetime
    disabled_at: datetime | None

    @property
    def caller(self) -> ClientCaller:
        """The client as who calls."""
        return ClientCaller(id=self.id, name=self.name, permissions=self.scopes)


@dataclass(frozen=True, slots=True)
class ConfiguredClients:
    """The systems whose keys stand in the settings, by the digest of the key."""

    by_digest: Mapping[bytes, ClientCaller]

    def find(self, key_digest: bytes) -> ClientCaller | None:
        """Whose key it is, or None."""
        return self.by_digest.get(key_digest)


def digest_of_key(key: str) -> bytes:
    """What is kept of a client's key. Keys have 256 random bits: nobody finds one by its digest."""
    return hashlib.sha256(key.encode()).digest()
