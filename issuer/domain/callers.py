"""Who asks the office to do something: a person who signed in, or a department's system."""

from dataclasses import dataclass
from datetime import datetime

from issuer.domain.identifiers import OfficeClientId, UserName
from issuer.domain.permissions import PERMISSIONS, Permission, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """How the audit log names who did something: a user, or `client:` and a name; and as what."""

    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCaller:
    """A member of staff with a session that lasts."""

    user: UserName
    name: str
    roles: frozenset[Role]
    session_ends_at: datetime

    @property
    def permissions(self) -> frozenset[Permission]:
        """What any of the roles allows."""
        return frozenset().union(*(PERMISSIONS[role] for role in self.roles))

    @property
    def actor(self) -> Actor:
        """For the audit log."""
        return Actor(name=self.user, role="+".join(sorted(self.roles)))

    @property
    def person(self) -> UserName | None:
        """Who of the staff stands behind what is done."""
        return self.user


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCaller:
    """A department's system that showed its key; `key_shown_to` is None where it stands in the settings."""

    id: OfficeClientId
    name: str
    permissions: frozenset[Permission]
    key_shown_to: UserName | None

    @property
    def actor(self) -> Actor:
        """For the audit log."""
        return Actor(name=f"client:{self.name}", role="client")

    @property
    def person(self) -> UserName | None:
        """Who of the staff can do what the system does, since its key was shown to them."""
        return self.key_shown_to


Caller = StaffCaller | ClientCaller

# Acts that nobody asked for: the end of a time, an offer that was redeemed twice.
ISSUER_ITSELF = Actor(name="issuer", role="issuer")
