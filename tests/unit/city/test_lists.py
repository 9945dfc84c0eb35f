"""The fictional lists: what the catalogue's types need, of people who do not exist."""

import csv
import io
import json
from datetime import date
from importlib.resources import files
from itertools import islice

import pytest

from city.founding import issued_types
from city.lists import LISTS, write_list
from city.register import FICTION_COLUMN, fictional_citizens
from issuer.adapters.catalogue_files import load_catalogue
from issuer.domain.citizens import REGISTER
from issuer.domain.claims import is_eligible
from issuer.domain.fact_texts import read_facts, required_columns

DAY = date(2026, 11, 23)


def the_list(source: str, *, count: int = 400) -> list[dict[str, str]]:
    file = io.StringIO()
    people = list(enumerate(islice(fictional_citizens(seed="lists", count=count, day=DAY), count)))
    written = write_list(file, LISTS[source], people, seed="lists", day=DAY)
    rows = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert len(rows) == written
    return rows


def test_every_source_of_the_catalogue_but_the_register_has_a_list() -> None:
    assert set(LISTS) == load_catalogue().sources() - {REGISTER}


@pytest.mark.parametrize("source", sorted(LISTS))
def test_a_list_has_the_facts_of_its_types_and_somebody_who_may_have_each(source: str) -> None:
    catalogue = load_catalogue()
    types = catalogue.facts_of_source(next(each for each in catalogue.sources() if each == source))
    rows = the_list(source)
    assert set(required_columns(types)) <= set(rows[0])
    assert all(row[FICTION_COLUMN] == "true" for row in rows)
    known = [read_facts(row, types) for row in rows]
    for credential_type in catalogue.types.values():
        if credential_type.source == source:
            assert any(is_eligible(facts, credential_type, on=DAY) for facts in known)


@pytest.mark.parametrize("source", sorted(LISTS))
def test_the_same_people_are_always_in_a_list_however_many_there_are(source: str) -> None:
    assert the_list(source, count=100) == the_list(source)[: len(the_list(source, count=100))]


def test_the_city_is_accredited_for_every_type_of_the_catalogue() -> None:
    folder = files("issuer").joinpath("catalogue")
    names = [entry.name for entry in folder.iterdir() if entry.name.endswith(".json")]
    assert len(issued_types()) == len(names)
    assert set(issued_types()) == {f"{each.id}/{each.version}" for each in load_catalogue().types.values()}
    assert all(json.loads(folder.joinpath(name).read_bytes())["id"] for name in names)
