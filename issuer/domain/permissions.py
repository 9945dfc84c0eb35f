"""What may be done in the office, and which roles may do it."""

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """One kind of thing that somebody may do; for departments' systems its text is the scope."""

    READ_TYPES = "types:read"
    READ_APPLICATIONS = "applications:read"
    REVEAL_APPLICATIONS = "applications:reveal"
    DECIDE_APPLICATIONS = "applications:decide"
    IMPORT_REGISTER = "register:import"
    READ_REGISTER = "register:read"
    CREATE_OFFERS = "offers:create"
    READ_CREDENTIALS = "credentials:read"
    CHANGE_CREDENTIALS = "credentials:change"
    READ_APPROVALS = "approvals:read"
    DECIDE_APPROVALS = "approvals:decide"
    READ_BULK_JOBS = "bulk:read"
    RUN_BULK_JOBS = "bulk:run"
    READ_HEALTH = "health:read"
    READ_PAST_STATUS = "status:past"
    READ_AUDIT = "audit:read"
    READ_STAFF = "staff:read"
    MANAGE_STAFF = "staff:manage"
    MANAGE_CLIENTS = "clients:manage"
    READ_ISSUING = "issuing:read"
    HALT_ISSUING = "issuing:halt"
    RESUME_ISSUING = "issuing:resume"


class Role(StrEnum):
    """What a member of staff is there for."""

    TELLER = "teller"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


_COUNTER = frozenset(
    {
        Permission.READ_TYPES,
        Permission.READ_APPLICATIONS,
        Permission.REVEAL_APPLICATIONS,
        Permission.CREATE_OFFERS,
        Permission.READ_CREDENTIALS,
        Permission.CHANGE_CREDENTIALS,
        Permission.READ_APPROVALS,
        Permission.READ_BULK_JOBS,
        Permission.RUN_BULK_JOBS,
        Permission.READ_ISSUING,
    }
)

# Who keeps accounts and keys gives no cards; who gives cards does not judge the log of it.
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.TELLER: _COUNTER,
    Role.APPROVER: _COUNTER
    | {Permission.DECIDE_APPLICATIONS, Permission.DECIDE_APPROVALS, Permission.HALT_ISSUING},
    Role.AUDITOR: frozenset(
        {
            Permission.READ_TYPES,
            Permission.READ_APPROVALS,
            Permission.READ_BULK_JOBS,
            Permission.READ_HEALTH,
            Permission.READ_PAST_STATUS,
            Permission.READ_AUDIT,
            Permission.READ_STAFF,
            Permission.READ_ISSUING,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.READ_TYPES,
            Permission.IMPORT_REGISTER,
            Permission.READ_HEALTH,
            Permission.READ_STAFF,
            Permission.MANAGE_STAFF,
            Permission.MANAGE_CLIENTS,
            Permission.READ_ISSUING,
            Permission.HALT_ISSUING,
            Permission.RESUME_ISSUING,
        }
    ),
}

# A second pair of eyes belongs to a person; so do the keys of systems, and the end of a halt.
_PEOPLE_ONLY = frozenset({Permission.DECIDE_APPROVALS, Permission.MANAGE_CLIENTS, Permission.RESUME_ISSUING})
CLIENT_SCOPES: frozenset[Permission] = frozenset(Permission) - _PEOPLE_ONLY
