"""An administrator gives somebody a link by which to enrol."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.audit import Act
from issuer.domain.callers import Caller
from issuer.domain.identifiers import UserName
from issuer.domain.permissions import Role
from issuer.domain.profile import IssuerProfile
from issuer.domain.sessions import digest_of_secret
from issuer.domain.staff import (
    ENROLMENT_LIFETIME,
    Active,
    Enrolment,
    Invited,
    StaffExists,
    build_account,
)
from issuer.domain.totp import SECRET_BYTES
from issuer.ports import SecretBox, UnitsOfWork
from issuer.usecases.audit_trail import record_act

_CHALLENGE_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link to enrol by; shown this once."""

    user: UserName
    link: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteStaff:
    """Record an account and make its link; an earlier link of the same account ends."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    box: SecretBox
    profile: IssuerProfile

    async def __call__(self, *, user: str, name: str, roles: Iterable[Role], by: Caller) -> Invitation:
        """Invite somebody new, somebody who has not enrolled yet, or somebody who was disabled.

        Raises:
            StaffInvalid: user name, name or roles cannot be used.
            StaffExists: somebody with this user name has enrolled.
        """
        account = build_account(user=user, name=name, roles=roles)
        token = self.entropy.token_urlsafe(32)
        now = self.clock.now()
        enrolment = Enrolment(
            user=account.user,
            sealed_secret=self.box.seal(self.entropy.token_bytes(SECRET_BYTES), user=account.user),
            challenge=self.entropy.token_bytes(_CHALLENGE_BYTES),
            expires_at=now + ENROLMENT_LIFETIME,
        )
        async with self.units.writing() as records:
            if isinstance(await records.staff.find(account.user), Active):
                raise StaffExists()
            await records.staff.save(Invited(account=account))
            await records.staff.add_enrolment(enrolment, token_digest=digest_of_secret(token))
            await record_act(records, by.actor, Act.STAFF_INVITED, subject=account.user, now=now)
        return Invitation(
            user=account.user,
            link=self.profile.enrolment_address(token),
            expires_at=enrolment.expires_at,
        )
