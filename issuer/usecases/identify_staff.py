"""A browser shows the cookie of a session."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.domain.callers import StaffCaller
from issuer.domain.sessions import NOTED_EVERY, Session, SessionMissing, check_session, digest_of_secret
from issuer.domain.staff import Account, Active
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyStaff:
    """Find whose session it is, with the roles that they have now, and note that it is in use."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self, secret: str) -> StaffCaller:
        """Whoever signed in.

        Raises:
            SessionMissing: never begun, ended, or the account is no longer active.
        """
        now, digest = self.clock.now(), digest_of_secret(secret)
        async with self.units.reading() as records:
            session = check_session(await records.sessions.find(digest), now=now)
            member = await records.staff.find(session.user)
        if not isinstance(member, Active):
            raise SessionMissing("not active")
        if now - session.seen_at >= NOTED_EVERY:
            async with self.units.writing() as records:
                await records.sessions.note_seen(digest, now=now)
            session = Session(user=session.user, began_at=session.began_at, seen_at=now)
        return caller_in(session, member.account)


def caller_in(session: Session, account: Account) -> StaffCaller:
    """Somebody of the staff as who calls."""
    return StaffCaller(
        user=account.user, name=account.name, roles=account.roles, session_ends_at=session.ends_at
    )
