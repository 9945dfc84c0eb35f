"""The tables of staff, their passkeys and enrolments."""

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.dialect import upsert_if
from citywallet.storage.rows import required, table_of
from issuer.adapters.tables import EnrolmentRow, PasskeyRow, StaffRow
from issuer.domain.identifiers import UserName
from issuer.domain.permissions import Role
from issuer.domain.staff import (
    Account,
    Active,
    Disabled,
    Enrolment,
    Invited,
    Passkey,
    StaffMember,
    Totp,
)

_staff = table_of(StaffRow)
_passkeys = table_of(PasskeyRow)
_enrolments = table_of(EnrolmentRow)


class SqlStaffRecords:
    """Accounts of staff in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, user: UserName) -> StaffMember | None:
        """Whoever has the user name, or None."""
        row = (await self._connection.execute(select(_staff).where(_staff.c.user == user))).first()
        return None if row is None else _member(row, await self._passkeys_of(user))

    async def all(self) -> list[StaffMember]:
        """Everybody, by user name."""
        rows = (await self._connection.execute(select(_staff).order_by(_staff.c.user))).all()
        return [_member(row, await self._passkeys_of(row.user)) for row in rows]

    async def save(self, member: StaffMember) -> None:
        """Record somebody in their state; passwords and factors of an earlier state are dropped."""
        statement = upsert_if(
            _staff,
            _values(member),
            unique=["user"],
            condition=_staff.c.user == member.account.user,
            dialect=self._connection.dialect.name,
        )
        await self._connection.execute(statement)
        user = member.account.user
        await self._connection.execute(delete(_passkeys).where(_passkeys.c.user == user))
        for passkey in member.passkeys if isinstance(member, Active) else ():
            values = {"id": passkey.id, "public_key": passkey.public_key, "counter": passkey.counter}
            await self._connection.execute(_passkeys.insert().values(user=user, **values))

    async def note_totp_step(self, user: UserName, step: int) -> None:
        """Record that a code was taken."""
        mine = _staff.c.user == user
        await self._connection.execute(update(_staff).where(mine).values(totp_used_step=step))

    async def note_passkey(self, user: UserName, passkey: Passkey) -> None:
        """Record a passkey's new counter."""
        mine = (_passkeys.c.user == user) & (_passkeys.c.id == passkey.id)
        await self._connection.execute(update(_passkeys).where(mine).values(counter=passkey.counter))

    async def add_enrolment(self, enrolment: Enrolment, *, token_digest: bytes) -> None:
        """Record a link to enrol by; an earlier one for the same person counts no more."""
        await self.remove_enrolments(enrolment.user)
        await self._connection.execute(
            _enrolments.insert().values(
                token_digest=token_digest,
                user=enrolment.user,
                totp_secret=enrolment.sealed_secret,
                challenge=enrolment.challenge,
                expires_at=enrolment.expires_at,
            )
        )

    async def find_enrolment(self, token_digest: bytes) -> Enrolment | None:
        """What a link stands for, or None."""
        query = select(_enrolments).where(_enrolments.c.token_digest == token_digest)
        row = (await self._connection.execute(query)).first()
        if row is None:
            return None
        return Enrolment(
            user=UserName(row.user),
            sealed_secret=row.totp_secret,
            challenge=row.challenge,
            expires_at=row.expires_at,
        )

    async def remove_enrolments(self, user: UserName) -> None:
        """End whatever link there is for somebody."""
        await self._connection.execute(delete(_enrolments).where(_enrolments.c.user == user))

    async def _passkeys_of(self, user: str) -> tuple[Passkey, ...]:
        query = select(_passkeys).where(_passkeys.c.user == user).order_by(_passkeys.c.id)
        return tuple(
            Passkey(id=row.id, public_key=row.public_key, counter=row.counter)
            for row in await self._connection.execute(query)
        )


def _values(member: StaffMember) -> dict[str, Any]:
    account = member.account
    known = {"user": account.user, "name": account.name, "roles": sorted(account.roles)}
    match member:
        case Active():
            totp = member.totp
            return known | {
                "state": "active",
                "password_hash": member.password_hash,
                "totp_secret": None if totp is None else totp.sealed_secret,
                "totp_used_step": None if totp is None else totp.used_step,
            }
        case _:
            state = "invited" if isinstance(member, Invited) else "disabled"
            nothing = {"password_hash": None, "totp_secret": None, "totp_used_step": None}
            return known | nothing | {"state": state}


def _member(row: Any, passkeys: tuple[Passkey, ...]) -> StaffMember:
    account = Account(
        user=UserName(row.user), name=row.name, roles=frozenset(Role(role) for role in row.roles)
    )
    match row.state:
        case "invited":
            return Invited(account=account)
        case "active":
            secret = row.totp_secret
            return Active(
                account=account,
                password_hash=required(row.password_hash),
                totp=None if secret is None else Totp(sealed_secret=secret, used_step=row.totp_used_step),
                passkeys=passkeys,
            )
        case _:
            return Disabled(account=account)
