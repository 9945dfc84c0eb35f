"""Where wallet providers say which of their attestations they took back."""

from typing import Protocol


class AttestationStatusLists(Protocol):
    """Status lists of wallet providers."""

    async def token(self, uri: str) -> str:
        """The status list token at an address, not older than a minute. Nothing about it is verified.

        Raises:
            AttestationStatusUnknown: there is no usable answer now.
        """
        ...
