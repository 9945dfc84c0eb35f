"""The keys that wallets encrypt their requests to."""

from collections.abc import Mapping
from dataclasses import dataclass

from citywallet.protocol.jose import DecryptionKey


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageKeys:
    """The key that is published now, and the one before it, for wallets that read our metadata earlier."""

    current: DecryptionKey
    previous: DecryptionKey | None

    def by_id(self) -> Mapping[str, DecryptionKey]:
        """Every key that opens a request."""
        keys = (self.current,) if self.previous is None else (self.current, self.previous)
        return {key.key_id: key for key in keys}
