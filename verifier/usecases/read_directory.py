"""Reads who may sign what: from the public directory, or from what it said last while it is out of reach."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from citywallet.protocol.trust import Accreditation, DirectoryUnavailable, KeyEpoch
from verifier.ports import ChainReader, ChainUnavailable, KnownAccreditation, KnownEpoch, KnownFacts
from verifier.usecases.keep_facts import KeepFacts

_Known = TypeVar("_Known", KnownEpoch, KnownAccreditation)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDirectory:
    """Reads key epochs and accreditations; keeps what it read."""

    chain: ChainReader
    known: KnownFacts

    async def key_epoch(
        self, issuer_id: bytes, thumbprint: bytes, *, now: datetime, max_age: timedelta
    ) -> KeyEpoch | None:
        """The epoch of a key, None if it is not registered. What was kept counts for `max_age`.

        Raises:
            DirectoryUnavailable: the chain cannot be read, and what was kept is too old or nothing.
        """
        try:
            epoch = await self.chain.key_epoch(issuer_id, thumbprint)
        except ChainUnavailable:
            known = await self.known.epoch(issuer_id, thumbprint)
            return _require_recent(known, now=now, max_age=max_age).epoch
        await KeepFacts(known=self.known).epoch(issuer_id, thumbprint, epoch, now=now)
        return epoch

    async def accreditation(
        self, issuer_id: bytes, type_id: bytes, *, now: datetime, max_age: timedelta
    ) -> Accreditation | None:
        """The history of an issuer's right to issue a type, None if there is none; kept like an epoch.

        Raises:
            DirectoryUnavailable: the chain cannot be read, and what was kept is too old or nothing.
        """
        try:
            accreditation = await self.chain.accreditation(issuer_id, type_id)
        except ChainUnavailable:
            known = await self.known.accreditation(issuer_id, type_id)
            return _require_recent(known, now=now, max_age=max_age).accreditation
        await KeepFacts(known=self.known).accreditation(issuer_id, type_id, accreditation, now=now)
        return accreditation


def _require_recent(known: _Known | None, *, now: datetime, max_age: timedelta) -> _Known:
    if known is None or now - known.read_at > max_age:
        raise DirectoryUnavailable
    return known
