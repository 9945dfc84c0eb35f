"""The one place that asks the system for randomness."""

import secrets
from typing import Protocol


class Entropy(Protocol):
    """A source of unpredictable values; whoever needs one holds it, so that tests can repeat them."""

    def token_bytes(self, size_bytes: int) -> bytes:
        """`size_bytes` unpredictable bytes."""
        ...

    def token_urlsafe(self, size_bytes: int = 32) -> str:
        """Unpredictable text without padding, fit for URLs; base64url of `size_bytes` bytes."""
        ...

    def identifier(self) -> str:
        """An unpredictable name for a record, fit for paths and commands: 32 hexadecimal digits."""
        ...

    def below(self, bound: int) -> int:
        """An integer from 0 up to and without `bound`, all equally likely."""
        ...

    def digits(self, count: int) -> str:
        """`count` decimal digits, leading zeros included, all equally likely."""
        ...


class SystemEntropy:
    """The randomness of the operating system."""

    def token_bytes(self, size_bytes: int) -> bytes:
        """`size_bytes` unpredictable bytes."""
        return secrets.token_bytes(size_bytes)

    def token_urlsafe(self, size_bytes: int = 32) -> str:
        """Unpredictable text without padding, fit for URLs; base64url of `size_bytes` bytes."""
        return secrets.token_urlsafe(size_bytes)

    def identifier(self) -> str:
        """An unpredictable name for a record, fit for paths and commands: 32 hexadecimal digits."""
        return secrets.token_hex(16)

    def below(self, bound: int) -> int:
        """An integer from 0 up to and without `bound`, all equally likely."""
        return secrets.randbelow(bound)

    def digits(self, count: int) -> str:
        """`count` decimal digits, leading zeros included, all equally likely."""
        return f"{secrets.randbelow(10**count):0{count}d}"
