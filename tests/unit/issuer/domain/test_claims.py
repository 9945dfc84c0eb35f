"""From what a source says of a citizen to claims."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from issuer.adapters.catalogue_files import load_catalogue
from issuer.domain.catalogue import ClaimDescription, Condition, CredentialType
from issuer.domain.citizens import Citizen, District, LegalDong, facts_of
from issuer.domain.claims import build_claims, disclosable_paths, expiry_of, is_eligible
from issuer.domain.facts import Facts, FactValue
from issuer.domain.identifiers import CitizenId, FactName
from issuer.domain.predicates import AtLeast, Equals, Predicate

DAY = date(2026, 11, 23)


@pytest.fixture
def citizen_id() -> CredentialType:
    found = load_catalogue().find("citizen-id")
    assert found is not None
    return found


def a_citizen(
    *, birthdate: date = date(1961, 11, 23), resident: bool = True, dong: LegalDong | None = None
) -> Citizen:
    return Citizen(
        id=CitizenId("c-1"),
        name="김영자",
        birthdate=birthdate,
        district=District(id="seo", name="서구", code=None),
        legal_dong=dong,
        incheon_resident=resident,
    )


def known(**facts: FactValue) -> Facts:
    return {FactName(name): value for name, value in facts.items()}


def a_claim(
    *path: str, fact: str, predicate: Predicate | None = None, mandatory: bool = False
) -> ClaimDescription:
    return ClaimDescription(
        path=path,
        fact=FactName(fact),
        predicate=predicate,
        disclosable=True,
        mandatory=mandatory,
        labels={},
    )


@pytest.mark.parametrize(
    ("birthdate", "ages"),
    [
        (date(1961, 11, 23), {"14": True, "19": True, "60": True, "65": True}),
        (date(1961, 11, 24), {"14": True, "19": True, "60": True, "65": False}),
        (date(2012, 11, 24), {"14": False, "19": False, "60": False, "65": False}),
    ],
)
def test_ages_are_stated_as_of_the_day(
    citizen_id: CredentialType, birthdate: date, ages: dict[str, bool]
) -> None:
    claims = build_claims(facts_of(a_citizen(birthdate=birthdate)), citizen_id, on=DAY)
    assert claims["age_equal_or_over"] == ages
    assert claims["birthdate"] == birthdate.isoformat()


def test_what_the_register_does_not_know_is_no_claim(citizen_id: CredentialType) -> None:
    claims = build_claims(facts_of(a_citizen()), citizen_id, on=DAY)
    assert "legal_dong" not in claims
    assert claims["district"] == {"id": "seo", "name": "서구"}
    assert ("legal_dong",) not in disclosable_paths(claims, citizen_id)
    assert ("age_equal_or_over", "65") in disclosable_paths(claims, citizen_id)
    assert ("age_equal_or_over",) not in disclosable_paths(claims, citizen_id)


def test_a_place_is_stated_with_what_is_known_of_it(citizen_id: CredentialType) -> None:
    dong = LegalDong(name="송도동", code="2818510600")
    claims = build_claims(facts_of(a_citizen(dong=dong)), citizen_id, on=DAY)
    assert claims["legal_dong"] == {"name": "송도동", "code": "2818510600"}


def test_a_list_of_texts_and_a_number_are_stated_as_they_are(citizen_id: CredentialType) -> None:
    of_lists = replace(
        citizen_id, claims=(a_claim("grounds", fact="grounds"), a_claim("hours", fact="hours"))
    )
    claims = build_claims(known(grounds=("나", "가"), hours=12), of_lists, on=DAY)
    assert claims == {"grounds": ["나", "가"], "hours": 12}


def test_a_threshold_says_less_than_the_number(citizen_id: CredentialType) -> None:
    reached = a_claim("balance_gte", "1000", fact="balance", predicate=AtLeast(number=1000))
    missed = a_claim("balance_gte", "5000", fact="balance", predicate=AtLeast(number=5000))
    of_mileage = replace(citizen_id, claims=(reached, missed))
    claims = build_claims(known(balance=1000), of_mileage, on=DAY)
    assert claims == {"balance_gte": {"1000": True, "5000": False}}


@pytest.mark.parametrize("hour", [0, 14, 15, 23])
def test_the_end_of_a_card_does_not_tell_the_hour_of_its_issue(citizen_id: CredentialType, hour: int) -> None:
    zone = ZoneInfo("Asia/Seoul")
    end = expiry_of(citizen_id, issued_at=datetime(2026, 11, 23, hour, 17, tzinfo=UTC), time_zone=zone)
    assert end.astimezone(zone).time().isoformat() == "00:00:00"
    assert end.tzinfo is UTC


def test_eligibility_asks_what_the_type_demands(citizen_id: CredentialType) -> None:
    resident = Condition(fact=FactName("incheon_resident"), predicate=Equals(value=True))
    for_residents = replace(citizen_id, eligibility=(resident,))
    assert is_eligible(facts_of(a_citizen(resident=False)), citizen_id, on=DAY)
    assert not is_eligible(facts_of(a_citizen(resident=False)), for_residents, on=DAY)
    assert is_eligible(facts_of(a_citizen(resident=True)), for_residents, on=DAY)


def test_a_fact_that_is_not_known_fulfils_no_condition(citizen_id: CredentialType) -> None:
    helper = Condition(fact=FactName("hours"), predicate=AtLeast(number=0))
    for_helpers = replace(citizen_id, eligibility=(helper,), claims=())
    assert not is_eligible({}, for_helpers, on=DAY)
    assert is_eligible(known(hours=0), for_helpers, on=DAY)


def test_who_lacks_a_fact_that_the_type_always_states_is_not_eligible(citizen_id: CredentialType) -> None:
    of_grades = replace(citizen_id, claims=(a_claim("grade", fact="grade", mandatory=True),))
    assert not is_eligible({}, of_grades, on=DAY)
    assert is_eligible(known(grade="mild"), of_grades, on=DAY)
