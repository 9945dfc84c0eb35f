"""What officers see of applicants, in full and masked."""

from dataclasses import replace
from datetime import date

import pytest

from issuer.adapters.catalogue_files import load_catalogue
from issuer.domain.citizens import LegalDong, facts_of
from issuer.domain.identifiers import CredentialTypeId, FactName
from issuer.domain.masking import mask_name
from issuer.domain.stated_facts import state_facts
from tests.unit.issuer.domain.test_claims import a_citizen

DAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("김영자", "김*자"),
        ("남궁민수", "남**수"),
        ("김구", "김*"),
        ("김", "김*"),
        ("Nguyen Thi Minh", "Nguyen ***"),
        ("", "*"),
    ],
)
def test_a_masked_name_tells_neighbours_apart_and_nothing_more(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_facts_are_stated_as_the_credential_would_and_masked_but_for_part_of_the_name() -> None:
    citizen_id = load_catalogue().types[CredentialTypeId("citizen-id")]
    citizen = a_citizen(dong=LegalDong(name="검암동", code=None))
    stated = state_facts(citizen, facts_of(citizen), citizen_id, on=DAY)
    by_label = {fact.label.en: fact for fact in stated}
    assert len(by_label) == len(stated)
    assert (by_label["Name"].value.ko, by_label["Name"].masked.ko) == ("김영자", "김*자")
    values = {fact.value.ko for fact in stated}
    assert {"1961-11-23", "서구", "검암동", "예"} <= values
    assert {fact.masked.ko for fact in stated if fact.label.en != "Name"} == {"•••"}


def test_what_the_source_does_not_know_is_not_stated_and_lists_are_joined() -> None:
    citizen_id = load_catalogue().types[CredentialTypeId("citizen-id")]
    name = next(claim for claim in citizen_id.claims if claim.fact == "name")
    listed = replace(name, fact=FactName("roles"), labels={"ko": "역할", "en": "Roles"})
    roles = replace(citizen_id, claims=(name, listed))
    (_, stated) = state_facts(a_citizen(), {FactName("roles"): ("가", "나")}, roles, on=DAY)
    assert stated.value.en == "가, 나"
    assert len(state_facts(a_citizen(), {}, citizen_id, on=DAY)) == 1
