"""Staff of the office: invited by an administrator, active once they enrolled, perhaps disabled.

Invited ── enrols ─▶ Active ── is disabled ─▶ Disabled ── is invited ─▶ Invited
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from issuer.domain.errors import IssuerError, UnknownRecord
from issuer.domain.identifiers import UserName
from issuer.domain.permissions import Role

ENROLMENT_LIFETIME = timedelta(hours=48)
MIN_PASSWORD_CHARS, MAX_PASSWORD_CHARS = 12, 128
_USER = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_MAX_NAME_CHARS = 100


class StaffUnknown(UnknownRecord):
    """Raised when nobody of the staff has this user name."""

    code = "staff_unknown"
    public = "Nobody of the staff has this user name."


class StaffExists(IssuerError):
    """Raised when somebody is invited who has enrolled already."""

    code = "staff_exists"
    public = "Somebody with this user name has enrolled already."


class StaffInvalid(IssuerError):
    """Raised when a user name, name or set of roles cannot be used."""

    code = "staff_invalid"
    public = "The user name, the name or the roles cannot be used."


class LastAdministrator(IssuerError):
    """Raised when the last administrator is to be disabled: nobody could let anybody in again."""

    code = "staff_last"
    public = "The last administrator cannot be disabled."


class EnrolmentUnknown(UnknownRecord):
    """Raised when an enrolment link was never made, was used or has ended; which of these is not told."""

    code = "enrolment_unknown"
    public = "This link is not valid. Please ask an administrator for a new one."


class PasswordUnusable(IssuerError):
    """Raised when a new password is too short or too long."""

    code = "password_unusable"
    public = "A password needs 12 to 128 characters."


class SecondFactorWrong(IssuerError):
    """Raised when a code or passkey given at enrolment does not fit, or none is given."""

    code = "second_factor_wrong"
    public = "The code or the passkey does not fit. Please try again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who somebody of the staff is, and what they are there for."""

    user: UserName
    name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totp:
    """An authenticator app: its sealed secret, and the newest step whose code was taken."""

    sealed_secret: bytes
    used_step: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey: identifier, public key in COSE form, and the highest counter that it has shown."""

    id: bytes
    public_key: bytes
    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Has a link to enrol by."""

    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """May sign in: by password, and with one of the second factors, of which there is at least one."""

    account: Account
    password_hash: str
    totp: Totp | None
    passkeys: tuple[Passkey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disabled:
    """May not sign in."""

    account: Account


StaffMember = Invited | Active | Disabled


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What an enrolment link stands for. The secret and the challenge are those shown behind the link."""

    user: UserName
    sealed_secret: bytes
    challenge: bytes
    expires_at: datetime


def build_account(*, user: str, name: str, roles: Iterable[Role]) -> Account:
    """An account that can be invited.

    Raises:
        StaffInvalid: the user name has other characters than are allowed, or there is no name or role.
    """
    chosen = frozenset(roles)
    if not _USER.fullmatch(user) or not 0 < len(name.strip()) <= _MAX_NAME_CHARS or not chosen:
        raise StaffInvalid()
    return Account(user=UserName(user), name=name.strip(), roles=chosen)


def normalize_password(password: str) -> str:
    """The same password from every keyboard: Hangul may arrive composed or not."""
    return unicodedata.normalize("NFKC", password)


def check_new_password(password: str) -> str:
    """A new password in its normal form.

    Raises:
        PasswordUnusable: it is too short or too long.
    """
    normal = normalize_password(password)
    if not MIN_PASSWORD_CHARS <= len(normal) <= MAX_PASSWORD_CHARS:
        raise PasswordUnusable()
    return normal


def check_may_be_disabled(account: Account, others: Iterable[StaffMember]) -> None:
    """Make sure that an administrator remains.

    Raises:
        LastAdministrator: the account is the only active one with that role.
    """
    if Role.ADMINISTRATOR not in account.roles:
        return
    if not any(
        isinstance(each, Active)
        and each.account.user != account.user
        and Role.ADMINISTRATOR in each.account.roles
        for each in others
    ):
        raise LastAdministrator()
