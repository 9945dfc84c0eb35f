"""Reading a policy from the catalogue: strict, because a misspelt demand would be a demand not made."""

from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from citywallet.protocol.encoding import JsonObject, JsonValue, integer_member, object_member, string_member
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.policy.conditions import MAX_CONDITION_DEPTH, AllOf, AnyOf, Condition, Equals
from citywallet.protocol.policy.policy import HolderBinding, IssuanceLogUse, Policy
from citywallet.protocol.sdjwt import ClaimPath

_MEMBERS = frozenset({"holder_binding", "issuance_log", "status", "conditions"})
_HEARTBEATS_PER_AGE_LIMIT = 2
_Choice = TypeVar("_Choice", bound=StrEnum)


class PolicyInvalid(ProtocolError):
    """Raised when a policy is empty, misspelt, or demands less than any policy must."""

    code = ErrorCode.INVALID_REQUEST
    public = "The policy is not valid."


def parse_policy(members: JsonObject, *, heartbeat: timedelta) -> Policy:
    """Read a policy. `heartbeat` is how often heads are published at least.

    Raises:
        PolicyInvalid: a member is missing, unknown or wrong; nothing is demanded; or the age limit is shorter
            than two heartbeats, so that one late block would refuse every card.
        MemberInvalid: a member has the wrong type.
    """
    if set(members) != _MEMBERS:
        raise PolicyInvalid(f"members {sorted(set(members) ^ _MEMBERS)}")
    holder_binding = _choice(members, "holder_binding", HolderBinding)
    if holder_binding is not HolderBinding.REQUIRED:
        raise PolicyInvalid("a question must require holder binding")
    return Policy(
        holder_binding=holder_binding,
        issuance_log=_choice(members, "issuance_log", IssuanceLogUse),
        status_max_age=_max_age(object_member(members, "status"), heartbeat),
        conditions=_parse_condition(object_member(members, "conditions"), depth=1),
    )


def _choice(members: JsonObject, name: str, choices: type[_Choice]) -> _Choice:
    try:
        return choices(string_member(members, name))
    except ValueError as error:
        raise PolicyInvalid(f"{name} has no such choice") from error


def _max_age(status: JsonObject, heartbeat: timedelta) -> timedelta:
    if set(status) != {"max_age_seconds"}:
        raise PolicyInvalid("status has max_age_seconds and nothing else")
    max_age = timedelta(seconds=integer_member(status, "max_age_seconds", maximum=86_400 * 366))
    if max_age < _HEARTBEATS_PER_AGE_LIMIT * heartbeat:
        raise PolicyInvalid("max_age_seconds is less than two heartbeats")
    return max_age


def _parse_condition(members: JsonValue, *, depth: int) -> Condition:
    if depth > MAX_CONDITION_DEPTH:
        raise PolicyInvalid("conditions are nested too deeply")
    if not isinstance(members, dict) or len(members) != 1:
        raise PolicyInvalid("a condition is one of equals, all, any")
    ((kind, content),) = members.items()
    if kind == "equals" and isinstance(content, dict):
        return _parse_equals(content)
    if kind in ("all", "any") and isinstance(content, list):
        conditions = tuple(_parse_condition(item, depth=depth + 1) for item in content)
        if not conditions:
            raise PolicyInvalid(f"{kind} of nothing")
        return AllOf(conditions=conditions) if kind == "all" else AnyOf(conditions=conditions)
    raise PolicyInvalid("a condition is one of equals, all, any")


def _parse_equals(members: JsonObject) -> Equals:
    value = members.get("value")
    if set(members) != {"path", "value"} or not isinstance(value, str | int | bool):
        raise PolicyInvalid("equals has a path and a string, integer or boolean value")
    return Equals(path=_parse_path(members["path"]), value=value)


def _parse_path(path: JsonValue) -> ClaimPath:
    if not isinstance(path, list) or not path:
        raise PolicyInvalid("a path is a list that is not empty")
    components: list[str | int] = []
    for component in path:
        if isinstance(component, bool) or not isinstance(component, str | int):
            raise PolicyInvalid("a path has strings and integers")
        components.append(component)
    return tuple(components)
