"""What a service demands of the disclosed claims: `equals`, `all`, `any`, and nothing cleverer."""

from dataclasses import dataclass

from citywallet.protocol.encoding import JsonObject, JsonValue
from citywallet.protocol.sdjwt import ClaimPath

MAX_CONDITION_DEPTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Equals:
    """The claim at `path`, which names one place, has exactly this value and type: `true` is not `1`."""

    path: ClaimPath
    value: str | int | bool

    def holds_for(self, claims: JsonObject) -> bool:
        """Whether it holds; a claim that was not disclosed fails like a wrong one."""
        found = claim_at(claims, self.path)
        return type(found) is type(self.value) and found == self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """Every one of several conditions."""

    conditions: tuple["Condition", ...]

    def holds_for(self, claims: JsonObject) -> bool:
        """Whether all hold; none at all is refused, never granted."""
        return bool(self.conditions) and all(condition.holds_for(claims) for condition in self.conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """At least one of several conditions."""

    conditions: tuple["Condition", ...]

    def holds_for(self, claims: JsonObject) -> bool:
        """Whether at least one holds."""
        return any(condition.holds_for(claims) for condition in self.conditions)


Condition = Equals | AllOf | AnyOf


def claim_at(claims: JsonObject, path: ClaimPath) -> JsonValue:
    """The value at a path, None where nothing is there or the path names several places."""
    value: JsonValue = claims
    for component in path:
        if isinstance(component, str) and isinstance(value, dict):
            value = value.get(component)
        elif isinstance(component, int) and isinstance(value, list) and 0 <= component < len(value):
            value = value[component]
        else:
            return None
    return value
