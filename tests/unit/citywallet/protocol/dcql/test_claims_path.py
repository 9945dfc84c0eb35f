from typing import Any

import pytest

from citywallet.protocol.dcql import ClaimsPathInvalid, DcqlTooLarge, parse_claims_path, select_claims
from tests.support.vectors import load_vectors

VECTOR = load_vectors("dcql/claims_path_pointer.json")


@pytest.mark.parametrize("selection", VECTOR["selections"], ids=lambda each: str(each["path"]))
def test_path_of_the_specification_selects_what_it_says(selection: dict[str, Any]) -> None:
    selected = select_claims(VECTOR["credential"], parse_claims_path(selection["path"]))
    assert [value for _, value in selected] == selection["values"]


def test_selected_claims_come_with_their_own_paths() -> None:
    selected = select_claims(VECTOR["credential"], ("degrees", None, "type"))
    assert [path for path, _ in selected] == [("degrees", 0, "type"), ("degrees", 1, "type")]


@pytest.mark.parametrize(
    "path",
    [
        ("email",),
        ("address", "country"),
        ("degrees", 2),
        ("degrees", None, "year"),
        ("name", "first"),
        ("name", 0),
        ("name", None),
        ("address", 0),
        ("address", None),
        ("degrees", "type"),
    ],
)
def test_path_selects_nothing_when_the_claim_is_absent_or_of_another_shape(path: Any) -> None:
    assert select_claims(VECTOR["credential"], path) == ()


def test_path_leaves_out_the_elements_without_the_claim() -> None:
    claims: dict[str, Any] = {"cards": [{"number": 1}, {}, {"number": 3}]}
    assert select_claims(claims, ("cards", None, "number")) == (
        (("cards", 0, "number"), 1),
        (("cards", 2, "number"), 3),
    )


def test_path_selects_nothing_when_one_element_is_of_another_shape() -> None:
    assert select_claims({"cards": [{"number": 1}, "x"]}, ("cards", None, "number")) == ()


def test_path_through_an_empty_array_selects_nothing() -> None:
    assert select_claims({"cards": []}, ("cards", None)) == ()


def test_claim_that_is_null_is_there() -> None:
    assert select_claims({"middle_name": None}, ("middle_name",)) == ((("middle_name",), None),)


@pytest.mark.parametrize("components", [[], [True], [-1], [1.5], [["a"]], [{"a": 1}], ["a", False]])
def test_path_is_refused_when_a_component_is_no_name_index_or_null(components: list[Any]) -> None:
    with pytest.raises(ClaimsPathInvalid):
        parse_claims_path(components)


def test_path_is_refused_when_it_is_deeper_than_any_credential() -> None:
    with pytest.raises(DcqlTooLarge):
        parse_claims_path(["a"] * 33)
