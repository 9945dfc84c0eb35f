"""The chain that holds the heads of status lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from citywallet.protocol.anchoring import AnchoredHead


class ChainUnavailable(Exception):
    """Raised when the chain cannot be reached, or not in time; what was asked may be tried again."""


class ChainContradicts(Exception):
    """Raised when the chain holds another head than we recorded. People must look; nothing is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadToAnchor:
    """What is sent to the chain for one token."""

    list_uri: str
    sequence: int
    bits: int
    entries: int
    root: bytes
    token_digest: bytes


class StatusChain(Protocol):
    """The contract that holds the heads of status lists; it takes each sequence of a list once, in order."""

    async def register(self, *, list_uri: str, bits: int, entries: int) -> None:
        """Make the list known to the chain; nothing happens when it is known already.

        Raises:
            ChainUnavailable: try again later.
        """
        ...

    async def publish(self, heads: Sequence[HeadToAnchor]) -> None:
        """Anchor heads, of one or several lists, in one transaction; returns when the chain has taken it.

        Raises:
            ChainUnavailable: it is not known whether they were taken; ask for the heads before trying again.
        """
        ...

    async def newest_sequence(self, list_uri: str) -> int:
        """The sequence of the newest head of a list, final or not; 0 before the first.

        Raises:
            ChainUnavailable: try again later.
        """
        ...

    async def final_head(self, list_uri: str, sequence: int) -> AnchoredHead | None:
        """The head of a list with this sequence, once the chain cannot take it back; else None.

        Raises:
            ChainUnavailable: try again later.
            ChainContradicts: the chain's own records of the head do not agree.
        """
        ...
