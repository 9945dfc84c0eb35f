"""The public facts from our contracts on the chain of the address book."""

from collections.abc import Awaitable
from datetime import datetime
from typing import TypeVar

from citywallet.onchain.connection import ChainConnection
from citywallet.onchain.errors import ChainError, ChainUnreachable
from citywallet.onchain.issuer_directory import IssuerDirectory
from citywallet.onchain.status_anchor import StatusAnchor
from citywallet.protocol.anchoring import AnchoredHead
from citywallet.protocol.trust import Accreditation, KeyEpoch
from citywallet.runtime.logging import get_logger
from verifier.ports import ChainUnavailable

_Fact = TypeVar("_Fact")


class ContractReader:
    """Implements ChainReader. A node that contradicts itself counts as one that does not answer."""

    def __init__(self, connection: ChainConnection) -> None:
        self._anchor = StatusAnchor(connection)
        self._directory = IssuerDirectory(connection)
        self._log = get_logger("chain")

    async def current_head(self, list_id: bytes) -> AnchoredHead | None:
        """The newest final head of a list, None if it has none."""
        return await self._translated(self._anchor.current_head(list_id))

    async def head_at(self, list_id: bytes, at: datetime) -> AnchoredHead | None:
        """The last head anchored at or before a time."""
        return await self._translated(self._anchor.head_at(list_id, at))

    async def head_after(self, list_id: bytes, at: datetime) -> AnchoredHead | None:
        """The first head anchored after a time."""
        return await self._translated(self._anchor.head_after(list_id, at))

    async def newest_block_time(self) -> datetime:
        """The time of the newest final block."""
        return await self._translated(self._anchor.newest_block_time())

    async def lists_of(self, issuer_id: bytes) -> tuple[bytes, ...]:
        """The ids of all lists that an issuer registered."""
        return await self._translated(self._anchor.lists_of(issuer_id))

    async def key_epochs(self, issuer_id: bytes) -> tuple[KeyEpoch, ...]:
        """All epochs of an issuer's keys."""
        return await self._translated(self._directory.key_epochs(issuer_id))

    async def key_epoch(self, issuer_id: bytes, thumbprint: bytes) -> KeyEpoch | None:
        """The epoch of an issuer's key, None if it is not registered."""
        return await self._translated(self._directory.key_epoch(issuer_id, thumbprint))

    async def accreditation(self, issuer_id: bytes, type_id: bytes) -> Accreditation | None:
        """The history of an issuer's right to issue a type, None if it never had it."""
        return await self._translated(self._directory.accreditation(issuer_id, type_id))

    async def _translated(self, reading: Awaitable[_Fact]) -> _Fact:
        try:
            return await reading
        except ChainUnreachable as error:
            raise ChainUnavailable("unreachable") from error
        except ChainError as error:
            self._log.error("chain_answers_wrongly", cause=type(error).__name__)
            raise ChainUnavailable(type(error).__name__) from error
