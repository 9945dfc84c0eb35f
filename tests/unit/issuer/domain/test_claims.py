"""From a citizen to claims."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from issuer.adapters.catalogue_files import load_catalogue
from issuer.domain.catalogue import CredentialType, Fact
from issuer.domain.citizens import Citizen, District
from issuer.domain.claims import build_claims, disclosable_paths, expiry_of, is_eligible
from issuer.domain.identifiers import CitizenId


@pytest.fixture
def citizen_id() -> CredentialType:
    found = load_catalogue().find("citizen-id")
    assert found is not None
    return found


def a_citizen(*, birthdate: date = date(1961, 11, 23), resident: bool = True) -> Citizen:
    return Citizen(
        id=CitizenId("c-1"),
        name="김영자",
        birthdate=birthdate,
        district=District(id="seo", name="서구", code=None),
        legal_dong=None,
        incheon_resident=resident,
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
    claims = build_claims(a_citizen(birthdate=birthdate), citizen_id, on=date(2026, 11, 23))
    assert claims["age_equal_or_over"] == ages


def test_what_the_register_does_not_know_is_no_claim(citizen_id: CredentialType) -> None:
    claims = build_claims(a_citizen(), citizen_id, on=date(2026, 11, 23))
    assert "legal_dong" not in claims
    assert claims["district"] == {"id": "seo", "name": "서구"}
    assert ("legal_dong",) not in disclosable_paths(claims, citizen_id)
    assert ("age_equal_or_over", "65") in disclosable_paths(claims, citizen_id)
    assert ("age_equal_or_over",) not in disclosable_paths(claims, citizen_id)


@pytest.mark.parametrize("hour", [0, 14, 15, 23])
def test_the_end_of_a_card_does_not_tell_the_hour_of_its_issue(citizen_id: CredentialType, hour: int) -> None:
    zone = ZoneInfo("Asia/Seoul")
    end = expiry_of(citizen_id, issued_at=datetime(2026, 11, 23, hour, 17, tzinfo=UTC), time_zone=zone)
    assert end.astimezone(zone).time().isoformat() == "00:00:00"
    assert end.tzinfo is UTC


def test_eligibility_asks_what_the_type_demands(citizen_id: CredentialType) -> None:
    for_residents = replace(citizen_id, eligibility=frozenset({Fact.INCHEON_RESIDENT}))
    assert is_eligible(a_citizen(resident=False), citizen_id)
    assert not is_eligible(a_citizen(resident=False), for_residents)
    assert is_eligible(a_citizen(resident=True), for_residents)
