import pytest

from citywallet.protocol.sdjwt import (
    ClaimNotFound,
    ClaimPath,
    SdJwt,
    disclosable_paths,
    select_disclosures,
    verify_sd_jwt,
)
from tests.support.keys import a_signing_key
from tests.support.sd_jwts import TYP, a_presentation, an_sd_jwt

NESTED = an_sd_jwt(
    {"open": 1, "address": {"city": "인천", "lines": ["가", "나"]}, "list": ["x", "y"]},
    disclosable=[("address",), ("address", "city"), ("address", "lines", None), ("list", None)],
    decoys=3,
)


def disclosed(sd_jwt: SdJwt) -> frozenset[ClaimPath]:
    return verify_sd_jwt(sd_jwt, key=a_signing_key().public, typ=TYP).disclosed


def test_nothing_selected_discloses_nothing() -> None:
    assert disclosed(select_disclosures(NESTED, paths=[])) == frozenset()


def test_a_selected_claim_brings_the_claims_it_stands_in_and_no_others() -> None:
    assert disclosed(select_disclosures(NESTED, paths=[("address", "city")])) == {
        ("address",),
        ("address", "city"),
    }


def test_a_selected_claim_does_not_bring_what_stands_in_it() -> None:
    assert disclosed(select_disclosures(NESTED, paths=[("address",)])) == {("address",)}


def test_an_index_selects_one_element_and_none_selects_all() -> None:
    chosen = select_disclosures(NESTED, paths=[("list", 1)])
    assert verify_sd_jwt(chosen, key=a_signing_key().public, typ=TYP).claims["list"] == ["y"]
    assert disclosed(select_disclosures(NESTED, paths=[("list", None)])) == {("list", 0), ("list", 1)}


def test_a_claim_that_is_always_open_may_be_selected() -> None:
    assert disclosed(select_disclosures(NESTED, paths=[("open",)])) == frozenset()


@pytest.mark.parametrize(
    "path",
    [("missing",), ("list", 2), ("list", -1), ("open", "x"), ("address", "lines", "0"), ("address", 0)],
)
def test_a_claim_that_is_not_there_cannot_be_selected(path: ClaimPath) -> None:
    with pytest.raises(ClaimNotFound):
        select_disclosures(NESTED, paths=[path])


def test_a_selection_has_no_key_binding() -> None:
    assert select_disclosures(a_presentation(), paths=[]).key_binding is None


def test_the_disclosable_claims_are_those_of_the_disclosures() -> None:
    assert len(disclosable_paths(NESTED)) == len(NESTED.disclosures) == 6
