"""Keys that sign."""

from dataclasses import dataclass

from citywallet.protocol.keys import SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedKey:
    """A signing key with its certificate chain, leaf first, without the root."""

    key: SigningKey
    chain: tuple[bytes, ...]
