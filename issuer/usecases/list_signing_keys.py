"""Which keys sign, since when, and what the public directory says of each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from citywallet.protocol.trust import KeyEpoch, KeyPurpose
from issuer.ports import ChainUnavailable, KeyDirectory, KeyRing, KeyState


class KeyStanding(StrEnum):
    """What the directory says of a key; `unknown` while the chain does not answer."""

    CURRENT = "current"
    ENDED = "ended"
    COMPROMISED = "compromised"
    NOT_REGISTERED = "not_registered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyReport:
    """One key; `signs` says whether new credentials or lists are signed with it by this process."""

    purpose: KeyPurpose
    thumbprint: bytes
    since: datetime | None
    until: datetime | None
    standing: KeyStanding
    signs: bool
    certificate_ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSigningKeys:
    """Tell the office of its keys."""

    ring: KeyRing
    directory: KeyDirectory

    async def __call__(self) -> list[SigningKeyReport]:
        """Every listed key, in the order in which they came."""
        return [await self._report(key) for key in self.ring.states()]

    async def _report(self, key: KeyState) -> SigningKeyReport:
        try:
            epoch = await self.directory.epoch_of(key.thumbprint)
        except ChainUnavailable:
            epoch, standing = None, KeyStanding.UNKNOWN
        else:
            standing = _standing(epoch, key.purpose)
        return SigningKeyReport(
            purpose=key.purpose,
            thumbprint=key.thumbprint,
            since=None if epoch is None else epoch.valid_from,
            until=None if epoch is None else epoch.valid_until,
            standing=standing,
            signs=key.signs,
            certificate_ends=key.certificate_ends,
        )


def _standing(epoch: KeyEpoch | None, purpose: KeyPurpose) -> KeyStanding:
    if epoch is None or epoch.purpose is not purpose:
        return KeyStanding.NOT_REGISTERED
    if epoch.compromised_since is not None:
        return KeyStanding.COMPROMISED
    return KeyStanding.CURRENT if epoch.valid_until is None else KeyStanding.ENDED
