"""In the background, in every process: take up new signing keys, and lay down those whose epoch ended."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.trust import KeyEpoch
from citywallet.runtime.clock import Clock
from citywallet.runtime.failpoint import failpoint
from citywallet.runtime.logging import get_logger
from issuer.ports import KeyDirectory, Records, RenewableKeyRing, UnitsOfWork

_log = get_logger("keys")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowSigningKeys:
    """A key signs once the public directory shows it, since nobody would believe it before.

    What the directory showed is on record, so that a start without the chain goes on with the same key.
    """

    units: UnitsOfWork
    clock: Clock
    ring: RenewableKeyRing
    directory: KeyDirectory

    async def recall(self) -> None:
        """Take over what is on record, without the chain: at the start, before anything is signed."""
        async with self.units.reading() as records:
            await self._take_over(records)

    async def __call__(self) -> None:
        """Look at the list of keys and at the directory.

        Raises:
            ChainUnavailable: the keys stay as they are.
        """
        await self.recall()
        for purpose, thumbprint in self.ring.reload():
            epoch = await self.directory.epoch_of(thumbprint)
            if epoch is not None and epoch.purpose is purpose:
                await self._record(epoch, now=self.clock.now())
        await self.recall()

    async def _record(self, epoch: KeyEpoch, *, now: datetime) -> None:
        ended_at = _end_of(epoch)
        failpoint("follow_keys.before_record")
        async with self.units.writing() as records:
            # Not before the epoch begins by our own clock, which dates the credentials.
            if epoch.valid_from <= now and await records.signing_keys.activate(
                epoch.thumbprint, purpose=epoch.purpose, now=now
            ):
                _log.info("key_activated", purpose=epoch.purpose.value, key=epoch.thumbprint.hex())
            if ended_at is not None:
                await records.signing_keys.end(epoch.thumbprint, at=ended_at)
        failpoint("follow_keys.after_record")

    async def _take_over(self, records: Records) -> None:
        known = await records.signing_keys.all()
        self.ring.follow(
            activated=[key.thumbprint for key in known],
            ended=[key.thumbprint for key in known if key.ended_at is not None],
        )


def _end_of(epoch: KeyEpoch) -> datetime | None:
    """A stolen key signs nothing more, whatever its epoch says."""
    return epoch.compromised_since or epoch.valid_until
