"""Reading what a catalogue file asks of facts: for eligibility, and for claims that say yes or no."""

from collections.abc import Callable, Mapping

from citywallet.protocol.encoding import JsonObject, MemberInvalid, integer_member, string_member
from issuer.domain.catalogue import Condition
from issuer.domain.catalogue_members import choice, each_object, refuse_unknown_members
from issuer.domain.facts import FactType, FactTypes
from issuer.domain.identifiers import FactName
from issuer.domain.predicates import AgeEqualOrOver, AtLeast, Day, Equals, OnDay, Predicate

_EQUALS: Mapping[FactType, type] = {FactType.TEXT: str, FactType.BOOLEAN: bool, FactType.INTEGER: int}


def parse_eligibility(members: JsonObject, *, facts: FactTypes) -> tuple[Condition, ...]:
    """Read the member `eligibility`: what must be so for a citizen to receive the type.

    Raises:
        MemberInvalid: a condition asks nothing, or what its fact cannot answer.
    """

    def parse_condition(item: JsonObject) -> Condition:
        refuse_unknown_members(item, PREDICATE_MEMBERS | {"fact"})
        fact = parse_fact_name(item, facts)
        predicate = parse_predicate(item, type_of_fact=facts[fact])
        if predicate is None:
            raise MemberInvalid(f"{fact}: a condition is required: {', '.join(sorted(PREDICATE_MEMBERS))}")
        return Condition(fact=fact, predicate=predicate)

    return each_object(members, "eligibility", parse_condition)


def parse_fact_name(members: JsonObject, facts: FactTypes) -> FactName:
    """Read the member `fact`.

    Raises:
        MemberInvalid: the file declares no such fact.
    """
    name = FactName(string_member(members, "fact"))
    if name not in facts:
        raise MemberInvalid(f"fact: '{name}' is not among the facts of this type")
    return name


def parse_predicate(members: JsonObject, *, type_of_fact: FactType) -> Predicate | None:
    """Read the one member that asks something of a fact; None where nothing is asked.

    Raises:
        MemberInvalid: two of them, or one that a fact of this type cannot answer.
    """
    named = sorted(PREDICATE_MEMBERS & set(members))
    if len(named) > 1:
        raise MemberInvalid(f"{named[1]}: it cannot stand beside {named[0]}")
    return _READERS[named[0]](members, type_of_fact) if named else None


def _equals(members: JsonObject, type_of_fact: FactType) -> Predicate:
    _require(type_of_fact, "equals", *_EQUALS)
    value = members["equals"]
    if not isinstance(value, str | bool | int) or type(value) is not _EQUALS[type_of_fact]:
        raise MemberInvalid(f"equals: a value of type {type_of_fact} is required")
    return Equals(value=value)


def _at_least(members: JsonObject, type_of_fact: FactType) -> Predicate:
    _require(type_of_fact, "at_least", FactType.INTEGER)
    return AtLeast(number=integer_member(members, "at_least"))


def _age_equal_or_over(members: JsonObject, type_of_fact: FactType) -> Predicate:
    _require(type_of_fact, "age_equal_or_over", FactType.DATE)
    return AgeEqualOrOver(years=integer_member(members, "age_equal_or_over", minimum=1, maximum=150))


def _day(members: JsonObject, type_of_fact: FactType) -> Predicate:
    _require(type_of_fact, "day", FactType.DATE)
    return OnDay(day=choice(string_member(members, "day"), "day", of=Day))


def _require(type_of_fact: FactType, member: str, *possible: FactType) -> None:
    if type_of_fact not in possible:
        raise MemberInvalid(f"{member}: a fact of type {' or '.join(possible)} is required")


_READERS: Mapping[str, Callable[[JsonObject, FactType], Predicate]] = {
    "equals": _equals,
    "at_least": _at_least,
    "age_equal_or_over": _age_equal_or_over,
    "day": _day,
}
PREDICATE_MEMBERS = frozenset(_READERS)
