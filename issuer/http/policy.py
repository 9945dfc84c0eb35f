"""Who may call which route of the office's API. What is not in the table cannot be called by anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from issuer.domain.callers import Caller, StaffCaller
from issuer.domain.errors import NotAllowed
from issuer.domain.permissions import Permission


class Access(Enum):
    """What a route asks for in place of a permission."""

    ANYBODY = "anybody"
    ANY_STAFF = "any staff"


Demand = Permission | Access

# By method and path below /api/v1/; `{}` stands for one segment.
POLICY: Mapping[str, Demand] = {
    "POST office/sign-in": Access.ANYBODY,
    "POST office/sign-in/totp": Access.ANYBODY,
    "POST office/sign-in/passkey": Access.ANYBODY,
    "GET office/session": Access.ANY_STAFF,
    "DELETE office/session": Access.ANY_STAFF,
    "GET office/enrolment/{}": Access.ANYBODY,
    "POST office/enrolment/{}": Access.ANYBODY,
    "GET types": Permission.READ_TYPES,
    "GET applications": Permission.READ_APPLICATIONS,
    "GET applications/{}": Permission.READ_APPLICATIONS,
    "POST applications/{}/reveal": Permission.REVEAL_APPLICATIONS,
    "POST applications/{}/approve": Permission.DECIDE_APPLICATIONS,
    "POST applications/{}/refuse": Permission.DECIDE_APPLICATIONS,
    "GET staff": Permission.READ_STAFF,
    "POST staff": Permission.MANAGE_STAFF,
    "POST staff/{}/disable": Permission.MANAGE_STAFF,
    "GET clients": Permission.READ_STAFF,
    "POST clients": Permission.MANAGE_CLIENTS,
    "POST clients/{}/rotate": Permission.MANAGE_CLIENTS,
    "POST clients/{}/disable": Permission.MANAGE_CLIENTS,
    "POST register-imports": Permission.IMPORT_REGISTER,
    "POST source-imports": Permission.IMPORT_REGISTER,
    "GET citizens": Permission.READ_REGISTER,
    "GET bulk-jobs": Permission.READ_BULK_JOBS,
    "POST bulk-jobs": Permission.RUN_BULK_JOBS,
    "GET bulk-jobs/{}": Permission.READ_BULK_JOBS,
    "GET bulk-jobs/{}/rows": Permission.READ_BULK_JOBS,
    "POST bulk-jobs/{}/start": Permission.RUN_BULK_JOBS,
    "POST bulk-jobs/{}/stop": Permission.RUN_BULK_JOBS,
    "POST bulk-jobs/{}/resume": Permission.RUN_BULK_JOBS,
    "GET bulk-jobs/{}/offers.csv": Permission.RUN_BULK_JOBS,
    "POST offers": Permission.CREATE_OFFERS,
    "GET credentials": Permission.READ_CREDENTIALS,
    "GET credentials/{}": Permission.READ_CREDENTIALS,
    "POST credentials/{}/suspend": Permission.CHANGE_CREDENTIALS,
    "POST credentials/{}/resume": Permission.CHANGE_CREDENTIALS,
    "POST credentials/{}/revoke": Permission.CHANGE_CREDENTIALS,
    "POST revocations": Permission.CHANGE_CREDENTIALS,
    "GET approvals": Permission.READ_APPROVALS,
    "POST approvals/{}/confirm": Permission.DECIDE_APPROVALS,
    "POST approvals/{}/reject": Permission.DECIDE_APPROVALS,
    "GET issuing": Permission.READ_ISSUING,
    "POST issuing/halt": Permission.HALT_ISSUING,
    "POST issuing/resume": Permission.RESUME_ISSUING,
    "GET status-lists": Permission.READ_HEALTH,
    "GET health/keys": Permission.READ_HEALTH,
    "GET health/anchors": Permission.READ_HEALTH,
    "GET audit": Permission.READ_AUDIT,
    "GET audit/check": Permission.READ_AUDIT,
    "GET audit/head": Permission.READ_AUDIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What one route demands of whoever calls it."""

    method: str
    segments: tuple[str, ...]
    demand: Demand

    def is_for(self, segments: tuple[str, ...]) -> bool:
        """Whether a path, cut at its slashes, is one of this route."""
        return len(segments) == len(self.segments) and all(
            wanted in ("{}", given) for wanted, given in zip(self.segments, segments, strict=True)
        )

    def check(self, caller: Caller) -> None:
        """Make sure that a caller may call the route.

        Raises:
            NotAllowed: that is for others.
        """
        match self.demand:
            case Access.ANYBODY:
                return
            case Access.ANY_STAFF:
                if not isinstance(caller, StaffCaller):
                    raise NotAllowed("for people alone")
            case Permission():
                if self.demand not in caller.permissions:
                    raise NotAllowed(self.demand)


def _parse_rule(route: str, demand: Demand) -> Rule:
    method, _, path = route.partition(" ")
    return Rule(method=method, segments=tuple(path.split("/")), demand=demand)


RULES = tuple(_parse_rule(route, demand) for route, demand in POLICY.items())


def rules_of(path: str) -> Mapping[str, Rule]:
    """The rules of a path below /api/v1/, by method; none where there is no such route."""
    segments = tuple(path.split("/"))
    return {rule.method: rule for rule in RULES if rule.is_for(segments)}
