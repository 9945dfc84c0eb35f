"""Somebody follows their link and enrols: a password, and at least one second factor."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.encoding import JsonObject
from citywallet.runtime.clock import Clock
from issuer.domain.audit import Act
from issuer.domain.callers import Actor
from issuer.domain.profile import IssuerProfile
from issuer.domain.sessions import digest_of_secret
from issuer.domain.staff import (
    Account,
    Active,
    Enrolment,
    EnrolmentUnknown,
    Invited,
    Passkey,
    SecondFactorWrong,
    Totp,
    check_new_password,
)
from issuer.domain.totp import build_totp_uri, match_code, serialize_secret
from issuer.ports import PasskeyCeremonies, PasskeyRefused, Passwords, Records, SecretBox, UnitsOfWork
from issuer.usecases.audit_trail import record_act


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentShown:
    """What somebody needs to enrol: the secret for an authenticator app, and options for a passkey."""

    account: Account
    expires_at: datetime
    totp_secret: str
    totp_uri: str
    passkey_options: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolStaff:
    """Show what a link stands for, and take what its owner chose."""

    units: UnitsOfWork
    clock: Clock
    box: SecretBox
    passwords: Passwords
    passkeys: PasskeyCeremonies
    profile: IssuerProfile

    async def show(self, token: str) -> EnrolmentShown:
        """What stands behind a link, as often as it is asked.

        Raises:
            EnrolmentUnknown: never made, used, or ended.
        """
        async with self.units.reading() as records:
            account, enrolment = await _open(records, token, now=self.clock.now())
        secret = self.box.open(enrolment.sealed_secret, user=account.user)
        return EnrolmentShown(
            account=account,
            expires_at=enrolment.expires_at,
            totp_secret=serialize_secret(secret),
            totp_uri=build_totp_uri(secret, user=account.user, issuer_name=self.profile.names["en"]),
            passkey_options=self.passkeys.registration_options(account, challenge=enrolment.challenge),
        )

    async def __call__(
        self, token: str, *, password: str, totp_code: str | None, passkey: JsonObject | None
    ) -> None:
        """Make the account active; the link ends.

        Raises:
            EnrolmentUnknown: never made, used, or ended.
            PasswordUnusable: too short or too long.
            SecondFactorWrong: no factor is given, or one that does not fit.
        """
        normal = check_new_password(password)
        now = self.clock.now()
        async with self.units.reading() as records:
            account, enrolment = await _open(records, token, now=now)
        totp = None if totp_code is None else self._totp(enrolment, totp_code, now)
        made = () if passkey is None else (self._passkey(enrolment, passkey),)
        if totp is None and not made:
            raise SecondFactorWrong("none")
        password_hash = await self.passwords.hash(normal)
        async with self.units.writing() as records:
            account, _ = await _open(records, token, now=now)  # nobody was quicker
            await records.staff.save(
                Active(account=account, password_hash=password_hash, totp=totp, passkeys=made)
            )
            await records.staff.remove_enrolments(account.user)
            actor = Actor(name=account.user, role="+".join(sorted(account.roles)))
            await record_act(records, actor, Act.STAFF_ENROLLED, subject=account.user, now=now)

    def _totp(self, enrolment: Enrolment, code: str, now: datetime) -> Totp:
        secret = self.box.open(enrolment.sealed_secret, user=enrolment.user)
        step = match_code(secret, code, now=now, used_step=None)
        if step is None:
            raise SecondFactorWrong("code")
        return Totp(sealed_secret=enrolment.sealed_secret, used_step=step)

    def _passkey(self, enrolment: Enrolment, credential: JsonObject) -> Passkey:
        try:
            return self.passkeys.verify_registration(credential, challenge=enrolment.challenge)
        except PasskeyRefused as error:
            raise SecondFactorWrong("passkey") from error


async def _open(records: Records, token: str, *, now: datetime) -> tuple[Account, Enrolment]:
    enrolment = await records.staff.find_enrolment(digest_of_secret(token))
    if enrolment is None or now >= enrolment.expires_at:
        raise EnrolmentUnknown()
    member = await records.staff.find(enrolment.user)
    if not isinstance(member, Invited):
        raise EnrolmentUnknown("not invited")
    return member.account, enrolment
