"""Facts as tables and JSON hold them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citywallet.protocol.encoding import MemberInvalid, parse_json_object, serialize_json
from issuer.domain.fact_json import parse_facts, serialize_facts
from issuer.domain.fact_texts import all_columns, read_facts, required_columns
from issuer.domain.facts import FactType, FactTypes, FactValue, Place
from issuer.domain.file_rows import RowFault, RowFaulty
from issuer.domain.identifiers import FactName

TYPES: FactTypes = {FactName(type_.value): type_ for type_ in FactType}
_shown = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, categories=("L", "N")), min_size=1, max_size=40
)
_values: dict[str, st.SearchStrategy[FactValue]] = {
    "text": _shown,
    "date": st.dates(),
    "boolean": st.booleans(),
    "integer": st.integers(-(10**15), 10**15),
    "place": st.builds(Place, name=_shown, id=st.none() | _shown, code=st.none() | _shown),
    "text_list": st.lists(_shown, max_size=4).map(tuple),
}


@given(facts=st.fixed_dictionaries({}, optional=_values))
def test_facts_survive_json(facts: dict[str, FactValue]) -> None:
    named = {FactName(name): value for name, value in facts.items()}
    text = serialize_json(serialize_facts(named))
    composed = parse_facts(parse_json_object(text), TYPES)
    assert parse_facts(serialize_facts(composed), TYPES) == composed
    assert set(composed) == set(named)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", 1),
        ("text", ""),
        ("text", "가\u202e나"),
        ("text", "가" * 101),
        ("date", "2026-02-30"),
        ("date", "20260201"),
        ("date", 20260201),
        ("boolean", 1),
        ("boolean", "true"),
        ("integer", True),
        ("integer", "1"),
        ("integer", 1.5),
        ("integer", 10**15 + 1),
        ("place", "서구"),
        ("place", {}),
        ("place", {"name": "서구", "id": ""}),
        ("place", {"name": "서구", "people": 1}),
        ("text_list", "가"),
        ("text_list", [1]),
        ("text_list", ["가\x00"]),
        ("text", None),
    ],
)
def test_a_value_of_another_type_is_no_fact_and_is_not_repeated(name: str, value: Any) -> None:
    with pytest.raises(MemberInvalid) as refused:
        parse_facts({name: value}, TYPES)
    assert str(refused.value).startswith(name)


def test_facts_that_are_not_declared_are_not_looked_at() -> None:
    assert parse_facts({"text": "가", "other": object()}, {FactName("text"): FactType.TEXT}) == {"text": "가"}  # type: ignore[dict-item]


def test_a_place_has_three_columns_of_which_one_must_be_there() -> None:
    types: FactTypes = {FactName("home"): FactType.PLACE, FactName("hours"): FactType.INTEGER}
    assert required_columns(types) == ("home_name", "hours")
    assert all_columns(types) == ("home_name", "home_id", "home_code", "hours")


def test_a_row_gives_its_facts_and_an_empty_cell_none() -> None:
    values = {
        "text": "가",
        "date": "2026-07-01",
        "boolean": "N",
        "integer": "-7",
        "place_name": "송도동",
        "place_code": "2818510600",
        "text_list": "나; 가;",
    }
    assert read_facts(values, TYPES) == {
        "text": "가",
        "date": date(2026, 7, 1),
        "boolean": False,
        "integer": -7,
        "place": Place(name="송도동", code="2818510600"),
        "text_list": ("나", "가"),
    }
    assert read_facts(dict.fromkeys(values, ""), TYPES) == {}


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("text", "가\x00"),
        ("date", "1/7/2026"),
        ("boolean", "perhaps"),
        ("integer", "1,200"),
        ("integer", "1.0"),
        ("integer", "9" * 16),
        ("text_list", "가;\u200b"),
        ("place_name", "가\u202e"),
    ],
)
def test_a_cell_of_another_type_is_refused_with_its_column(column: str, text: str) -> None:
    with pytest.raises(RowFaulty) as refused:
        read_facts({column: text}, TYPES)
    assert (refused.value.column, refused.value.fault) == (column, RowFault.VALUE_INVALID)
