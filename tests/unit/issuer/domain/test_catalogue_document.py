"""The catalogue's files: read strictly, with an error that says what is wrong where."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from citywallet.protocol.encoding import JsonObject
from issuer.adapters.catalogue_files import load_catalogue
from issuer.domain.catalogue import Approval, CredentialFormat, KeyAttestation
from issuer.domain.catalogue_claims import RESERVED_CLAIMS
from issuer.domain.catalogue_document import DEFAULT_BATCH_SIZE, CatalogueInvalid, build_catalogue
from issuer.domain.predicates import AgeEqualOrOver, AtLeast, Day, Equals, OnDay

DOCUMENT: dict[str, Any] = {
    "id": "citizen-id",
    "version": 1,
    "scope": "citizen-id",
    "source": "register",
    "lifetime_days": 730,
    "facts": {"name": "text", "birthdate": "date", "incheon_resident": "boolean"},
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
    asked = [claim.predicate for claim in citizen_id.claims if claim.predicate is not None]
    assert asked == [AgeEqualOrOver(years=years) for years in (14, 19, 60, 65)]
    assert all(claim.disclosable for claim in citizen_id.claims)
    assert citizen_id.vct("https://city.example") == "https://city.example/vct/citizen-id/1"


def asks(document: dict[str, Any], **condition: Any) -> None:
    document["eligibility"].append(condition)


def claims_of_one_element(document: dict[str, Any]) -> None:
    document.update(formats=["mso_mdoc"], doctype="kr.go.incheon.citizen-id.1")
    claim = document["claims"][0]
    document["claims"] = [claim | {"path": path} for path in (["name", "first"], ["name_first"])]


def aged(document: dict[str, Any], **predicate: Any) -> None:
    document["claims"][0].update(fact="birthdate", **predicate)


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
        (lambda each: each.update(id="citizen.id"), "id: 'citizen.id' is not an identifier"),
        (lambda each: each.update(source="else where"), "source: 'else where' is not an identifier"),
        (lambda each: each.update(facts=["name"]), "facts: an object"),
        (lambda each: each["facts"].update(name="words"), "facts.name: 'words' is none of text, date,"),
        (lambda each: each["facts"].update(Name="text"), "facts.Name: not a name"),
        (lambda each: each["facts"].update(shoe_size="integer"), "facts.shoe_size: the register knows no"),
        (lambda each: each["facts"].update(birthdate="text"), "facts.birthdate: the register knows no"),
        (lambda each: each.update(formats=[]), "formats: at least one"),
        (lambda each: each.update(formats=["dc+sd-jwt", "dc+sd-jwt"]), "each once"),
        (lambda each: each.update(formats=["vc+sd-jwt"]), "formats: 'vc+sd-jwt' is none of dc+sd-jwt,"),
        (lambda each: each.update(formats=["mso_mdoc"]), "doctype: missing"),
        (
            lambda each: each.update(formats=["mso_mdoc"], doctype="citizen-id"),
            "doctype: 'citizen-id' is not",
        ),
        (lambda each: each.update(formats=["mso_mdoc"], doctype="Kr.Go.1"), "doctype: 'Kr.Go.1' is not"),
        (lambda each: claims_of_one_element(each), "claims: two of them would be one data element"),
        (lambda each: each.update(formats="dc+sd-jwt"), "formats: an array"),
        (lambda each: each.update(batch_size=0), "batch_size: out of range"),
        (lambda each: each.update(batch_size=101), "batch_size: out of range"),
        (lambda each: each.update(approval="clerk"), "approval: 'clerk' is none of none, officer"),
        (lambda each: each.update(approval=True), "approval: a string"),
        (lambda each: each.update(key_attestation="maybe"), "key_attestation: 'maybe' is none of"),
        (lambda each: each.update(eligibility=["name"]), "eligibility[0]: an object"),
        (lambda each: asks(each, fact="name"), "eligibility[0].name: a condition is required: age_equal"),
        (lambda each: asks(each, fact="shoe"), "eligibility[0].fact: 'shoe' is not among the facts"),
        (lambda each: asks(each, fact="name", equals=1), "eligibility[0].equals: a value of type text"),
        (
            lambda each: asks(each, fact="name", equals="a", at_least=1),
            "equals: it cannot stand beside at_least",
        ),
        (lambda each: asks(each, fact="birthdate", equals="a"), "equals: a fact of type text or boolean or"),
        (lambda each: asks(each, fact="name", at_least=1), "at_least: a fact of type integer"),
        (lambda each: asks(each, fact="name", age_equal_or_over=1), "age_equal_or_over: a fact of type date"),
        (lambda each: asks(each, fact="name", day="today_or_later"), "day: a fact of type date"),
        (lambda each: asks(each, fact="birthdate", day="never"), "day: 'never' is none of today_or_earlier,"),
        (lambda each: asks(each, fact="incheon_resident", equals=1), "equals: a value of type boolean"),
        (lambda each: asks(each, fact="name", equals="a", hint="b"), "eligibility[0].hint: no such member"),
        (lambda each: each.update(surprise=1), "surprise: no such member"),
        (lambda each: each["display"].pop(), "ko and en"),
        (lambda each: each["display"][0].update(locale="fr"), "ko and en"),
        (lambda each: each["claims"].append(each["claims"][0]), "overlap"),
        (lambda each: each["claims"].append(each["claims"][0] | {"path": ["name", "first"]}), "overlap"),
        (lambda each: each["claims"][0].update(path=[]), "claims[0].path: at least one"),
        (lambda each: each["claims"][0].update(path=[1]), "strings"),
        (lambda each: each["claims"][0].update(fact="shoe_size"), "claims[0].fact: 'shoe_size' is not among"),
        (lambda each: each["claims"][0].update(threshold=14), "claims[0].threshold: no such member"),
        (
            lambda each: each["claims"][0].update(age_equal_or_over=14),
            "age_equal_or_over: a fact of type date",
        ),
        (lambda each: aged(each, age_equal_or_over=0), "claims[0].age_equal_or_over: out of range"),
        (lambda each: aged(each, age_equal_or_over="14"), "age_equal_or_over: an integer"),
        (lambda each: each["claims"][0].update(disclosable=1), "claims[0].disclosable: true or false"),
        (lambda each: each["claims"][0]["display"].pop("ko"), "ko and en"),
        (lambda each: each["claims"][0]["display"].update(en=""), "claims[0].display.en: a string"),
        (lambda each: each["display"][1].update(name=1), "display[1].name: a string"),
        (lambda each: each["display"][1].update(logo="x"), "display[1].logo: no such member"),
        (lambda each: each["claims"].append("x"), "claims[1]: an object"),
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


def test_a_scope_twice_is_refused_since_it_would_name_two_types() -> None:
    other = changed(lambda each: each.update(id="residence"))
    with pytest.raises(CatalogueInvalid, match=r"b\.json repeats the scope citizen-id"):
        build_catalogue([("a.json", DOCUMENT), ("b.json", other)])


def test_a_file_that_says_nothing_of_them_gets_the_safe_terms() -> None:
    plain = build_catalogue([("a.json", DOCUMENT)]).find("citizen-id")
    assert plain is not None
    assert plain.formats == (CredentialFormat.SD_JWT_VC,)
    assert plain.batch_size == DEFAULT_BATCH_SIZE
    assert plain.approval is Approval.NONE
    assert plain.key_attestation is KeyAttestation.NOT_REQUIRED


def test_a_source_of_any_name_may_have_facts_of_any_name() -> None:
    def of_volunteers(document: dict[str, Any]) -> None:
        document.update(source="volunteers", facts={"hours": "integer", "until": "date", "member": "boolean"})
        document["claims"][0].update(fact="hours", at_least=100)
        asks(document, fact="until", day="today_or_later")
        asks(document, fact="member", equals=True)
        asks(document, fact="hours", at_least=1)

    volunteers = build_catalogue([("a.json", changed(of_volunteers))]).find("citizen-id")
    assert volunteers is not None
    assert volunteers.facts == {"hours": "integer", "until": "date", "member": "boolean"}
    assert [condition.predicate for condition in volunteers.eligibility] == [
        OnDay(day=Day.TODAY_OR_LATER),
        Equals(value=True),
        AtLeast(number=1),
    ]
    assert volunteers.claims[0].predicate == AtLeast(number=100)


def test_types_of_one_source_that_disagree_on_a_fact_are_refused() -> None:
    here = changed(lambda each: each.update(source="guild", facts={"name": "text"}))
    there = changed(
        lambda each: each.update(
            id="b", scope="b", source="guild", facts={"name": "date"}, eligibility=[], claims=[]
        )
    )
    with pytest.raises(CatalogueInvalid, match=r"b\.json calls the fact name of guild a date; .* a text"):
        build_catalogue([("a.json", here), ("b.json", there)])


def test_terms_that_a_file_states_are_taken() -> None:
    terms = {"batch_size": 3, "approval": "officer", "key_attestation": "required"}
    strict = build_catalogue([("a.json", changed(lambda each: each.update(terms)))]).find("citizen-id")
    assert strict is not None
    assert (strict.batch_size, strict.approval) == (3, Approval.OFFICER)
    assert strict.key_attestation is KeyAttestation.REQUIRED


def test_an_empty_catalogue_is_refused() -> None:
    with pytest.raises(CatalogueInvalid, match="empty"):
        build_catalogue([])
