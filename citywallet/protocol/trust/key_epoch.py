"""When an issuer's key counts, as the public directory states it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from citywallet.protocol.trust.errors import (
    KeyCompromised,
    KeyNotRegistered,
    KeyOutsideEpoch,
    KeyPurposeWrong,
)


class KeyPurpose(StrEnum):
    """What a registered key may sign."""

    CREDENTIAL = "credential"
    STATUS = "status"
    ATTESTATION = "attestation"

    @property
    def number(self) -> int:
        """The purpose as the contract counts it."""
        return tuple(KeyPurpose).index(self)

    @classmethod
    def from_number(cls, number: int) -> "KeyPurpose":
        """The purpose that the contract counts as `number`.

        Raises:
            ValueError: there is no such purpose.
        """
        purposes = tuple(cls)
        if not 0 <= number < len(purposes):
            raise ValueError(f"no key purpose {number}")
        return purposes[number]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEpoch:
    """One key of one issuer: its RFC 7638 thumbprint (32 bytes), its purpose and its times.

    All times are block times. `valid_until` is None while the key is in use; `compromised_since` is None
    unless the key is known to be stolen.
    """

    thumbprint: bytes
    purpose: KeyPurpose
    valid_from: datetime
    valid_until: datetime | None
    compromised_since: datetime | None

    def is_good_at(self, at: datetime) -> bool:
        """Whether `at` lies in the epoch; its end does not belong to it."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)


def check_key_epoch(
    epoch: KeyEpoch | None,
    *,
    thumbprint: bytes,
    purpose: KeyPurpose,
    signed_at: datetime,
    at: datetime,
    anchored_at: datetime | None,
) -> KeyEpoch:
    """Check that a registered key was good when it signed and is good at the time asked about.

    `signed_at` is what the signer wrote. `anchored_at` is the time of the first head on chain that commits
    to what was signed, None if no head does: only that is evidence against whoever stole the key, who can
    write any time.

    Raises:
        KeyNotRegistered: the directory has no epoch for this key.
        KeyPurposeWrong: the key is registered for something else.
        KeyOutsideEpoch: one of the two times lies outside the epoch.
        KeyCompromised: the key is stolen and no head proves that the signature came before.
    """
    if epoch is None or epoch.thumbprint != thumbprint:
        raise KeyNotRegistered(thumbprint.hex())
    if epoch.purpose is not purpose:
        raise KeyPurposeWrong(f"{epoch.purpose}, expected {purpose}")
    if not epoch.is_good_at(signed_at) or not epoch.is_good_at(at):
        raise KeyOutsideEpoch(f"signed {signed_at.isoformat()}, asked for {at.isoformat()}")
    stolen_at = epoch.compromised_since
    if stolen_at is not None and (anchored_at is None or anchored_at >= stolen_at):
        raise KeyCompromised(f"since {stolen_at.isoformat()}")
    return epoch
