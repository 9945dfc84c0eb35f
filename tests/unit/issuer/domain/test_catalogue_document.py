"""The catalogue's files: read strictly, with an error that says what is wrong where."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from citywallet.protocol.encoding import JsonObject
from issuer.adapters.catalogue_files import load_catalogue
from issuer.domain.catalogue_document import RESERVED_CLAIMS, CatalogueInvalid, build_catalogue

DOCUMENT: dict[str, Any] = {
    "id": "citizen-id",
    "version": 1,
    "scope": "citizen-id",
    "source": "register",
    "lifetime_days": 730,
    "eligibility": [],
    "display": [
        {"locale": locale, "name": "n", "description": "d", "background_color": "#000", "text_color": "#fff"}
        for locale in ("ko", "en")
    ],
    "claims": [
        {
            "path": ["name"],
            "fact": "name",
            "disclosable": True,
            "mandatory": True,
            "display": {"ko": "성명", "en": "Name"},
        }
    ],
}


def changed(change: Callable[[dict[str, Any]], None]) -> JsonObject:
    document = copy.deepcopy(DOCUMENT)
    change(document)
    return document


def test_the_shipped_catalogue_has_the_citizen_id_with_its_four_ages() -> None:
    citizen_id = load_catalogue().find("citizen-id")
    assert citizen_id is not None
    ages = [claim.threshold for claim in citizen_id.claims if claim.threshold is not None]
    assert ages == [14, 19, 60, 65]
    assert all(claim.disclosable for claim in citizen_id.claims)
    assert citizen_id.vct("https://city.example") == "https://city.example/vct/citizen-id/1"


@pytest.mark.threat(15)
@pytest.mark.parametrize("name", sorted(RESERVED_CLAIMS))
def test_a_claim_of_the_format_cannot_be_defined_by_a_type(name: str) -> None:
    document = changed(lambda each: each["claims"][0].update(path=[name]))
    with pytest.raises(CatalogueInvalid, match="belongs to the format"):
        build_catalogue([("x.json", document)])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda each: each.pop("id"), "id"),
        (lambda each: each.update(id="a b"), "not an identifier"),
        (lambda each: each.update(id=""), "id"),
        (lambda each: each.update(version=0), "version"),
        (lambda each: each.update(version="1"), "version"),
        (lambda each: each.update(lifetime_days=True), "lifetime_days"),
        (lambda each: each.update(source="elsewhere"), "data source"),
        (lambda each: each.update(eligibility=["name"]), "eligibility"),
        (lambda each: each.update(surprise=1), "unknown member 'surprise'"),
        (lambda each: each["display"].pop(), "ko and en"),
        (lambda each: each["display"][0].update(locale="fr"), "ko and en"),
        (lambda each: each["claims"].append(each["claims"][0]), "overlap"),
        (lambda each: each["claims"].append(each["claims"][0] | {"path": ["name", "first"]}), "overlap"),
        (lambda each: each["claims"][0].update(path=[]), "at least one member"),
        (lambda each: each["claims"][0].update(path=[1]), "strings"),
        (lambda each: each["claims"][0].update(fact="shoe_size"), "no fact 'shoe_size'"),
        (lambda each: each["claims"][0].update(threshold=14), "threshold"),
        (lambda each: each["claims"][0].update(fact="age_equal_or_over"), "threshold"),
        (lambda each: each["claims"][0].update(disclosable=1), "disclosable"),
        (lambda each: each["claims"][0]["display"].pop("ko"), "ko and en"),
        (lambda each: each["claims"].append("x"), "objects"),
    ],
)
def test_a_broken_document_is_refused_with_its_name_and_the_reason(
    change: Callable[[dict[str, Any]], None], reason: str
) -> None:
    with pytest.raises(CatalogueInvalid) as raised:
        build_catalogue([("broken.json", changed(change))])
    assert "broken.json" in str(raised.value)
    assert reason in str(raised.value)


def test_a_type_twice_is_refused() -> None:
    with pytest.raises(CatalogueInvalid, match="repeats"):
        build_catalogue([("a.json", DOCUMENT), ("b.json", DOCUMENT)])


def test_an_empty_catalogue_is_refused() -> None:
    with pytest.raises(CatalogueInvalid, match="empty"):
        build_catalogue([])
