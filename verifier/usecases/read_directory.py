"""Reading who may sign what from the public directory.

Or from what it said last while it cannot be reached.
"""

from datetime import datetime, timedelta
from typing import TypeVar

from citywallet.protocol.trust import Accreditation, DirectoryUnavailable, KeyEpoch
from verifier.ports import ChainReader, ChainUnavailable, KnownAccreditation, KnownEpoch, KnownFacts

KeptType = TypeVar("KeptType", KnownEpoch, KnownAccreditation)

REFRESH_INTERVAL = timedelta(seconds=30)
"""How far the kept time of reading may lag behind: one write each time would queue every check."""


class ReadDirectory:
    """Reads key epochs and accreditations; keeps what it read."""

    def __init__(self, chain: ChainReader, known: KnownFacts) -> None:
        self._chain = chain
        self._known = known

    async def key_epoch(
        self, issuer_id: bytes, thumbprint: bytes, *, now: datetime, max_age: timedelta
    ) -> KeyEpoch | None:
        """The epoch of a key, None if it is not registered. What was kept counts for `max_age`.

        Raises:
            DirectoryUnavailable: the chain cannot be read, and what was kept is too old or nothing.
        """
        known = await self._known.epoch(issuer_id, thumbprint)
        try:
            epoch = await self._chain.key_epoch(issuer_id, thumbprint)
        except ChainUnavailable:
            return require_recent(known, now=now, max_age=max_age).epoch
        read = KnownEpoch(epoch=epoch, read_at=now)
        if known is None or known.epoch != epoch or now - known.read_at > REFRESH_INTERVAL:
            await self._known.keep_epoch(issuer_id, thumbprint, read)
        return epoch

    async def accreditation(
        self, issuer_id: bytes, type_id: bytes, *, now: datetime, max_age: timedelta
    ) -> Accreditation | None:
        """The history of an issuer's right to issue a type, None if there is none. Likewise.

        Raises:
            DirectoryUnavailable: the chain cannot be read, and what was kept is too old or nothing.
        """
        known = await self._known.accreditation(issuer_id, type_id)
        try:
            accreditation = await self._chain.accreditation(issuer_id, type_id)
        except ChainUnavailable:
            return require_recent(known, now=now, max_age=max_age).accreditation
        read = KnownAccreditation(accreditation=accreditation, read_at=now)
        if known is None or known.accreditation != accreditation or now - known.read_at > REFRESH_INTERVAL:
            await self._known.keep_accreditation(issuer_id, type_id, read)
        return accreditation


def require_recent(known: KeptType | None, *, now: datetime, max_age: timedelta) -> KeptType:
    """What was kept, if it is young enough to stand in for the chain.

    Raises:
        DirectoryUnavailable: it is not, or nothing was kept.
    """
    if known is None or now - known.read_at > max_age:
        raise DirectoryUnavailable
    return known
