"""Somebody of the staff signs in, second step: a code or a passkey, and then there is a session."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.encoding import JsonObject
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.audit import Act
from issuer.domain.callers import StaffCaller
from issuer.domain.sessions import Session, digest_of_secret
from issuer.domain.sign_in import PendingSignIn, SignInRefused, check_pending
from issuer.domain.staff import Active
from issuer.domain.totp import match_code
from issuer.ports import PasskeyCeremonies, PasskeyRefused, Records, SecretBox, UnitsOfWork
from issuer.usecases.audit_trail import record_act
from issuer.usecases.identify_staff import caller_in
from issuer.usecases.sign_in_failures import Door


@dataclass(frozen=True, slots=True, kw_only=True)
class TotpCode:
    """A code of an authenticator app."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAnswer:
    """What a browser made of a passkey."""

    credential: JsonObject


SecondFactor = TotpCode | PasskeyAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A new session; `secret` goes into its cookie."""

    secret: str
    caller: StaffCaller


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishSignIn:
    """Check the second factor and open a session under a new secret; the browser's earlier one ends."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    box: SecretBox
    passkeys: PasskeyCeremonies

    async def __call__(
        self, secret: str, factor: SecondFactor, *, address: str, earlier_session: str | None
    ) -> SignedIn:
        """Finish signing in. `secret` is that of the first step, `earlier_session` of a session to end.

        Raises:
            SignInRefused: no sign-in to complete, a wrong factor or one used before, or one has to wait.
        """
        now, digest = self.clock.now(), digest_of_secret(secret)
        async with self.units.writing() as records:
            pending = check_pending(await records.sign_ins.find(digest), now=now)
            member = await records.staff.find(pending.user)
            door = Door(user=pending.user, address=address)
            if not isinstance(member, Active) or await door.is_locked(records, now=now):
                raise SignInRefused("locked")
            is_right = await self._take(records, factor, member, pending, now=now)
            if is_right:
                await door.note_success(records)
                await records.sign_ins.end(digest)
                if earlier_session is not None:
                    await records.sessions.end(digest_of_secret(earlier_session))
                signed_in = await self._open_session(records, member, now=now)
            else:
                await door.note_failure(records, is_staff=True, now=now)
                await records.sign_ins.note_wrong_factor(digest)
        # The failed attempt is on record before anybody hears of it.
        if not is_right:
            raise SignInRefused("second factor")
        return signed_in

    async def _take(
        self, records: Records, factor: SecondFactor, member: Active, pending: PendingSignIn, *, now: datetime
    ) -> bool:
        """Whether the factor is right, in which case it is used up."""
        user = member.account.user
        match factor:
            case TotpCode():
                if member.totp is None:
                    return False
                key = self.box.open(member.totp.sealed_secret, user=user)
                step = match_code(key, factor.code, now=now, used_step=member.totp.used_step)
                if step is not None:
                    await records.staff.note_totp_step(user, step)
                return step is not None
            case PasskeyAnswer():
                try:
                    used = self.passkeys.verify_use(
                        factor.credential, member.passkeys, user=user, challenge=pending.challenge
                    )
                except PasskeyRefused:
                    return False
                await records.staff.note_passkey(user, used)
                return True

    async def _open_session(self, records: Records, member: Active, *, now: datetime) -> SignedIn:
        secret = self.entropy.token_urlsafe(32)
        session = Session(user=member.account.user, began_at=now, seen_at=now)
        await records.sessions.add(session, digest=digest_of_secret(secret))
        caller = caller_in(session, member.account)
        await record_act(records, caller.actor, Act.SESSION_BEGUN, subject=None, now=now)
        return SignedIn(secret=secret, caller=caller)
