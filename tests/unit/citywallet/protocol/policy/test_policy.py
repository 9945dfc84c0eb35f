"""Reading policies, and the conditions in them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citywallet.protocol.encoding import JsonObject, JsonValue, MemberInvalid
from citywallet.protocol.policy import (
    AllOf,
    AnyOf,
    Condition,
    Equals,
    HolderBinding,
    IssuanceLogUse,
    Policy,
    PolicyInvalid,
    genuine_card_policy,
    parse_policy,
)

HEARTBEAT = timedelta(minutes=10)
OLD_ENOUGH: JsonObject = {"equals": {"path": ["age_equal_or_over", "65"], "value": True}}
RESIDENT: JsonObject = {"equals": {"path": ["incheon_resident"], "value": True}}
POLICY: JsonObject = {
    "holder_binding": "required",
    "issuance_log": "not_used",
    "status": {"max_age_seconds": 3600},
    "conditions": {"all": [OLD_ENOUGH, RESIDENT]},
}


def parse(changes: JsonObject | None = None) -> Policy:
    return parse_policy({**POLICY, **(changes or {})}, heartbeat=HEARTBEAT)


def a_condition(members: JsonValue) -> Condition:
    condition = parse({"conditions": members}).conditions
    assert condition is not None
    return condition


def test_a_policy_is_read_whole() -> None:
    assert parse() == Policy(
        holder_binding=HolderBinding.REQUIRED,
        issuance_log=IssuanceLogUse.NOT_USED,
        status_max_age=timedelta(hours=1),
        conditions=AllOf(
            conditions=(
                Equals(path=("age_equal_or_over", "65"), value=True),
                Equals(path=("incheon_resident",), value=True),
            )
        ),
    )


def test_an_empty_policy_is_refused() -> None:
    with pytest.raises(PolicyInvalid):
        parse_policy({}, heartbeat=HEARTBEAT)


@pytest.mark.parametrize("name", POLICY)
def test_a_policy_without_one_of_its_members_is_refused(name: str) -> None:
    members = {key: value for key, value in POLICY.items() if key != name}

    with pytest.raises(PolicyInvalid):
        parse_policy(members, heartbeat=HEARTBEAT)


def test_a_misspelt_member_is_refused() -> None:
    with pytest.raises(PolicyInvalid):
        parse({"skip_status": True})


@pytest.mark.parametrize(
    "changes",
    [
        {"holder_binding": "not_checked"},
        {"holder_binding": "sometimes"},
        {"issuance_log": "maybe"},
        {"status": {}},
        {"status": {"max_age_seconds": 1199}},
        {"status": {"max_age_seconds": 3600, "grace": 1}},
        {"conditions": {}},
        {"conditions": {"all": []}},
        {"conditions": {"any": []}},
        {"conditions": {"not": [RESIDENT]}},
        {"conditions": {"all": [RESIDENT], "any": [RESIDENT]}},
        {"conditions": {"all": RESIDENT}},
        {"conditions": {"equals": {"path": [], "value": True}}},
        {"conditions": {"equals": {"path": [True], "value": True}}},
        {"conditions": {"equals": {"path": ["a"], "value": None}}},
        {"conditions": {"equals": {"path": ["a"], "value": 1.5}}},
        {"conditions": {"equals": {"path": ["a"]}}},
        {"conditions": {"equals": {"path": ["a"], "value": 1, "or": 2}}},
    ],
)
def test_a_policy_that_demands_too_little_or_unclearly_is_refused(changes: JsonObject) -> None:
    with pytest.raises(PolicyInvalid):
        parse(changes)


def test_an_age_limit_of_the_wrong_type_is_refused() -> None:
    for wrong in ("3600", True, None, -1):
        with pytest.raises(MemberInvalid):
            parse({"status": {"max_age_seconds": wrong}})


def test_an_age_limit_of_two_heartbeats_is_the_least() -> None:
    assert parse({"status": {"max_age_seconds": 1200}}).status_max_age == 2 * HEARTBEAT


def test_conditions_nested_too_deeply_are_refused() -> None:
    nested: JsonValue = RESIDENT
    for _ in range(8):
        nested = {"all": [nested]}

    with pytest.raises(PolicyInvalid):
        parse({"conditions": nested})


def test_all_and_any_and_equals_mean_what_they_say() -> None:
    both = a_condition({"all": [OLD_ENOUGH, RESIDENT]})
    either = a_condition({"any": [OLD_ENOUGH, RESIDENT]})

    for old in (True, False):
        for resident in (True, False):
            claims: JsonObject = {"age_equal_or_over": {"65": old}, "incheon_resident": resident}
            assert both.holds_for(claims) is (old and resident)
            assert either.holds_for(claims) is (old or resident)


@pytest.mark.parametrize("found", [None, "true", 1, 0, [], {}, [True], "", False])
def test_an_absent_or_wrong_value_fails_like_a_false_one(found: JsonValue) -> None:
    condition = a_condition(RESIDENT)

    assert not condition.holds_for({"incheon_resident": found})
    assert not condition.holds_for({})


def test_an_integer_is_no_boolean() -> None:
    one = a_condition({"equals": {"path": ["level"], "value": 1}})

    assert one.holds_for({"level": 1})
    assert not one.holds_for({"level": True})
    assert not one.holds_for({"level": "1"})


def test_a_path_reaches_into_arrays_by_index_only() -> None:
    second = a_condition({"equals": {"path": ["nationalities", 1], "value": "KR"}})

    assert second.holds_for({"nationalities": ["US", "KR"]})
    assert not second.holds_for({"nationalities": ["KR"]})
    assert not second.holds_for({"nationalities": {"1": "KR"}})


def test_a_group_of_no_conditions_is_never_granted() -> None:
    assert not AllOf(conditions=()).holds_for({})
    assert not AnyOf(conditions=()).holds_for({})


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner)))
def test_no_claim_whatever_breaks_a_condition(value: JsonValue) -> None:
    condition = a_condition(OLD_ENOUGH)

    assert not condition.holds_for({"age_equal_or_over": value})


def test_a_card_checked_by_itself_has_no_conditions_and_no_holder() -> None:
    policy = genuine_card_policy(status_max_age=timedelta(hours=1))

    assert policy.conditions is None
    assert policy.holder_binding is HolderBinding.NOT_CHECKED
