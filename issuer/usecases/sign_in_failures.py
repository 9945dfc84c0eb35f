"""Counting what goes wrong at the door, per user and per address, for all processes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from issuer.domain.audit import Act
from issuer.domain.callers import ISSUER_ITSELF
from issuer.domain.identifiers import UserName
from issuer.domain.sign_in import (
    FREE_FAILURES_OF_ADDRESS,
    FREE_FAILURES_OF_USER,
    after_failure,
    is_locked,
)
from issuer.ports import Records
from issuer.usecases.audit_trail import record_act


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Whoever stands there: the user name that was typed, whether there is one or not, and the address."""

    user: UserName
    address: str

    async def is_locked(self, records: Records, *, now: datetime) -> bool:
        """Whether user or address must wait."""
        return is_locked(
            await records.sign_ins.failures(self._user_key), free=FREE_FAILURES_OF_USER, now=now
        ) or is_locked(
            await records.sign_ins.failures(self._address_key), free=FREE_FAILURES_OF_ADDRESS, now=now
        )

    async def note_failure(self, records: Records, *, is_staff: bool, now: datetime) -> None:
        """Count a failure. That a member of staff is locked out is an entry of the audit log."""
        of_user = after_failure(await records.sign_ins.failures(self._user_key), now=now)
        of_address = after_failure(await records.sign_ins.failures(self._address_key), now=now)
        await records.sign_ins.save_failures(self._user_key, of_user)
        await records.sign_ins.save_failures(self._address_key, of_address)
        if is_staff and of_user.count == FREE_FAILURES_OF_USER:
            await record_act(records, ISSUER_ITSELF, Act.SIGN_IN_LOCKED, subject=self.user, now=now)

    async def note_success(self, records: Records) -> None:
        """Forget the user's failures; those of the address stay: it may be trying many users."""
        await records.sign_ins.clear_failures(self._user_key)

    @property
    def _user_key(self) -> bytes:
        return _key("user", self.user)

    @property
    def _address_key(self) -> bytes:
        return _key("address", self.address)


def _key(kind: str, value: str) -> bytes:
    # What was typed as a user name may be a password: only a digest is kept, and not for long.
    return hashlib.sha256(f"citywallet/sign-in/v1\0{kind}\0{value}".encode()).digest()
