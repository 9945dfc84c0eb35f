"""The fictional register: shares of the data, rules of the reform, nobody real."""

import csv
import hashlib
import io
import re
from collections import Counter
from datetime import date

import pytest

from city.places import DistrictUnknown, LegalDongUnknown, incheon
from city.register import COLUMNS, FICTION_COLUMN, fictional_citizens, write_register

BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)
MANY = 20_000


def test_data_file_is_the_one_with_sums_that_hold() -> None:
    city = incheon()
    total = 2_990_276
    assert sum(one.population or 0 for one in city.districts_before_reform()) == total
    assert sum(band.count for band in city.age_bands) == total
    assert sum(one.exists_on(BEFORE) for one in city.districts.values()) == 10
    assert sum(one.exists_on(AFTER) for one in city.districts.values()) == 11


def test_districts_and_ages_come_in_the_shares_of_the_data() -> None:
    city = incheon()
    people = list(fictional_citizens(seed="shares", count=MANY, day=BEFORE))
    lived = Counter(person.district.id for person in people)
    for district in city.districts_before_reform():
        expected = (district.population or 0) / 2_990_276
        assert abs(lived[district.id] / MANY - expected) < 0.012, district.id
    ages = [person.age_on(BEFORE) for person in people]
    for band in city.age_bands:
        share = sum(band.youngest <= age <= (band.oldest or 200) for age in ages) / MANY
        assert abs(share - band.count / 2_990_276) < 0.012, band
    assert 0.23 < sum(age >= 60 for age in ages) / MANY < 0.27


def test_everybody_lives_in_a_district_of_the_day_and_a_dong_of_the_old_one() -> None:
    city = incheon()
    dongs = {dong for one in city.districts_before_reform() for dong in one.legal_dongs}
    for day in (BEFORE, AFTER):
        for person in fictional_citizens(seed="dongs", count=500, day=day):
            assert person.district.exists_on(day)
            assert person.legal_dong in dongs


def test_reform_moves_the_same_people_to_the_successor_of_their_dong() -> None:
    old = list(fictional_citizens(seed="reform", count=2_000, day=BEFORE))
    new = list(fictional_citizens(seed="reform", count=2_000, day=AFTER))
    moved = {(one.district.id, two.district.id) for one, two in zip(old, new, strict=True)}
    assert {pair for pair in moved if pair[0] != pair[1]} == {
        ("dong-gu", "jemulpo-gu"),
        ("jung-gu", "jemulpo-gu"),
        ("jung-gu", "yeongjong-gu"),
        ("seo-gu", "seo-gu-2026"),
        ("seo-gu", "geomdan-gu"),
    }
    assert [one.legal_dong for one in old] == [two.legal_dong for two in new]


@pytest.mark.parametrize(
    ("old", "dong", "new"),
    [
        ("jung-gu", "운서동", "yeongjong-gu"),
        ("jung-gu", "신포동", "jemulpo-gu"),
        ("dong-gu", "송림동", "jemulpo-gu"),
        ("seo-gu", "당하동", "geomdan-gu"),
        ("seo-gu", "청라동", "seo-gu-2026"),
        ("gyeyang-gu", "오류동", "gyeyang-gu"),
        ("seo-gu", "오류동", "geomdan-gu"),
        ("ganghwa-gun", "강화읍", "ganghwa-gun"),
    ],
)
def test_district_follows_the_legal_dong(old: str, dong: str, new: str) -> None:
    assert incheon().district_on(AFTER, old_district=old, legal_dong=dong).id == new
    assert incheon().district_on(BEFORE, old_district=old, legal_dong=dong).id == old


def test_misspelt_dong_is_an_error_and_not_the_rest() -> None:
    with pytest.raises(LegalDongUnknown):
        incheon().district_on(AFTER, old_district="seo-gu", legal_dong="당하둥")
    with pytest.raises(DistrictUnknown):
        incheon().district_on(AFTER, old_district="gangnam-gu", legal_dong="역삼동")


def test_register_is_the_same_for_the_same_seed_however_long_it_is() -> None:
    long, short, other = io.StringIO(), io.StringIO(), io.StringIO()
    write_register(long, fictional_citizens(seed="a", count=50, day=AFTER))
    write_register(short, fictional_citizens(seed="a", count=20, day=AFTER))
    write_register(other, fictional_citizens(seed="b", count=20, day=AFTER))
    assert long.getvalue().startswith(short.getvalue())
    assert short.getvalue() != other.getvalue()
    assert hashlib.sha256(short.getvalue().encode()).hexdigest()[:8] == "cfe09249", (
        "a golden register changed"
    )


def test_register_says_that_nobody_in_it_exists() -> None:
    file = io.StringIO()
    write_register(file, fictional_citizens(seed="a", count=30, day=AFTER))
    rows = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert tuple(rows[0]) == COLUMNS
    assert {row[FICTION_COLUMN] for row in rows} == {"true"}


def test_register_holds_no_resident_registration_numbers() -> None:
    file = io.StringIO()
    write_register(file, fictional_citizens(seed="a", count=2_000, day=AFTER))
    assert not re.search(r"\d{6}-?\d{7}", file.getvalue())


def test_ids_are_unique_and_say_nothing() -> None:
    people = list(fictional_citizens(seed="ids", count=5_000, day=AFTER))
    assert len({person.id for person in people}) == 5_000
    assert [person.id for person in people] != sorted(person.id for person in people)


def test_some_names_are_long_or_foreign() -> None:
    names = [person.name for person in fictional_citizens(seed="names", count=2_000, day=AFTER)]
    assert any(name.isascii() for name in names)
    assert any(len(name) > 60 for name in names)
    assert max(map(len, names)) <= 100
    assert sum(len(name) <= 5 for name in names) / len(names) > 0.9


def test_nobody_is_born_after_the_register_and_leap_days_work() -> None:
    leap = date(2028, 2, 29)
    people = list(fictional_citizens(seed="leap", count=3_000, day=leap))
    assert all(person.birthdate <= leap for person in people)
    assert all(0 <= person.age_on(leap) <= 105 for person in people)
