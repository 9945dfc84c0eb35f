"""In the background, in every process: take up new signing keys, and lay down those whose epoch ended."""

from collections.abc import Mapping
from dataclasses import dataclass

from citywallet.protocol.trust import KeyEpoch
from citywallet.runtime.clock import Clock
from citywallet.runtime.failpoint import failpoint
from citywallet.runtime.logging import get_logger
from issuer.ports import KeyDirectory, KeyInUse, RenewableKeyRing, UnitsOfWork

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
        known = await self._known()
        self.ring.follow(
            activated=list(known),
            ended=[key.thumbprint for key in known.values() if key.ended_at is not None],
        )

    async def __call__(self) -> None:
        """Look at the list of keys and at the directory.

        Raises:
            ChainUnavailable: the keys stay as they are.
        """
        self.ring.reload()
        known = await self._known()
        for key in self.ring.states():
            epoch = await self.directory.epoch_of(key.thumbprint)
            if epoch is not None and epoch.purpose is key.purpose:
                await self._record_news(epoch, known.get(key.thumbprint))
        await self.recall()

    async def _record_news(self, epoch: KeyEpoch, known: KeyInUse | None) -> None:
        now = self.clock.now()
        # Not before the epoch begins by our own clock, which dates the credentials.
        begins = known is None and epoch.valid_from <= now
        # A stolen key signs nothing more, whatever its epoch says.
        ended_at = epoch.compromised_since or epoch.valid_until
        ends = ended_at is not None and (known is None or known.ended_at is None)
        if not (begins or ends):
            return
        failpoint("follow_keys.before_record")
        async with self.units.writing() as records:
            if begins and await records.signing_keys.activate(
                epoch.thumbprint, purpose=epoch.purpose, now=now
            ):
                _log.info("key_activated", purpose=epoch.purpose.value, key=epoch.thumbprint.hex())
            if ends and ended_at is not None:
                await records.signing_keys.end(epoch.thumbprint, at=ended_at)
        failpoint("follow_keys.after_record")

    async def _known(self) -> Mapping[bytes, KeyInUse]:
        async with self.units.reading() as records:
            return {key.thumbprint: key for key in await records.signing_keys.all()}
