from typing import Any

import pytest

from citywallet.protocol.dcql import (
    Candidate,
    CredentialSetQuery,
    OtherMeta,
    SdJwtVcMeta,
    TrustedAuthority,
    Unsatisfiable,
    match_credential,
    match_query,
    parse_dcql_query,
)
from citywallet.protocol.errors import ErrorCode
from tests.support.messages import (
    DISCLOSABLE,
    a_candidate,
    a_claims_query,
    a_credential_query,
    a_query,
)
from tests.support.vectors import load_vectors


def an_example_candidate(candidate_id: str, vct: str, claims: dict[str, Any]) -> Candidate:
    return Candidate(
        id=candidate_id,
        format="dc+sd-jwt",
        vct=vct,
        claims=claims,
        disclosable=frozenset((name,) for name in claims),
        is_bound=True,
    )


def the_example(name: str) -> Any:
    return parse_dcql_query(load_vectors(f"dcql/{name}.json")["query"])


IDENTITY = an_example_candidate(
    "identity",
    "https://credentials.example.com/identity_credential",
    {
        "family_name": "Doe",
        "given_name": "John",
        "address": {"street_address": "42 Market Street", "locality": "Milliways"},
        "postal_code": "90210",
        "date_of_birth": "1940-01-01",
        "locality": "Milliways",
    },
)


def test_requested_claims_and_nothing_else_are_chosen() -> None:
    (match,) = match_query(a_query(), [a_candidate()]).required
    assert (match.query_id, match.candidate_id) == ("citizen-id", "card-1")
    assert match.claims == (("age_equal_or_over", "65"), ("incheon_resident",))
    assert match.disclosures == {("age_equal_or_over", "65"), ("incheon_resident",)}


def test_query_of_the_specification_is_answered_with_its_three_claims() -> None:
    (match,) = match_query(the_example("simple"), [IDENTITY]).required
    assert match.claims == (("family_name",), ("given_name",), ("address", "street_address"))


def test_query_with_values_of_the_specification_is_answered_when_they_match() -> None:
    (match,) = match_query(the_example("value_matching_simple"), [IDENTITY]).required
    assert ("postal_code",) in match.claims


def test_claims_alternatives_of_the_specification_fall_back_to_the_second() -> None:
    (match,) = match_query(the_example("claims_alternatives"), [IDENTITY]).required
    assert match.claims == (("family_name",), ("postal_code",), ("date_of_birth",))


def test_credential_alternatives_of_the_specification_take_the_first_option_that_can_be_met() -> None:
    reduced = an_example_candidate(
        "reduced",
        "https://credentials.example.com/reduced_identity_credential",
        {"family_name": "Doe", "given_name": "John"},
    )
    residence = an_example_candidate(
        "residence",
        "https://cred.example/residence_credential",
        {"postal_code": "1", "locality": "M", "region": "R"},
    )
    rewards = an_example_candidate(
        "rewards", "https://company.example/company_rewards", {"rewards_number": 7}
    )
    query = the_example("credentials_alternatives")
    match = match_query(query, [reduced, residence, rewards])
    assert [each.query_id for each in match.required] == ["pid_reduced_cred_1", "pid_reduced_cred_2"]
    assert [[each.query_id for each in group] for group in match.optional] == [["nice_to_have"]]
    preferred = match_query(query, [reduced, residence, IDENTITY])
    assert [each.query_id for each in preferred.required] == ["pid"]
    assert preferred.optional == ()


def test_mdoc_query_of_the_specification_is_not_answered_with_an_sd_jwt() -> None:
    with pytest.raises(Unsatisfiable):
        match_query(the_example("simple_mdoc"), [IDENTITY])
    with pytest.raises(Unsatisfiable):
        match_query(the_example("multi_credentials"), [IDENTITY])


def test_no_disclosable_claim_is_chosen_when_none_is_named() -> None:
    (match,) = match_query(a_query(a_credential_query(claims=())), [a_candidate()]).required
    assert match.claims == ()
    assert match.disclosures == frozenset()


def test_whoever_asks_for_an_object_gets_what_is_in_it() -> None:
    query = a_query(a_credential_query(claims=(a_claims_query("age_equal_or_over"),)))
    (match,) = match_query(query, [a_candidate()]).required
    assert match.claims == (("age_equal_or_over",),)
    assert match.disclosures == {path for path in DISCLOSABLE if path[0] == "age_equal_or_over"}


def test_whoever_asks_for_all_elements_gets_each_of_them() -> None:
    query = a_query(a_credential_query(claims=(a_claims_query("nationalities", None),)))
    (match,) = match_query(query, [a_candidate()]).required
    assert match.disclosures == {("nationalities", 0), ("nationalities", 1)}


def test_only_the_elements_with_a_wanted_value_are_chosen() -> None:
    query = a_query(a_credential_query(claims=(a_claims_query("nationalities", None, values=("US",)),)))
    (match,) = match_query(query, [a_candidate()]).required
    assert match.disclosures == {("nationalities", 1)}


def test_openly_signed_claim_is_told_but_needs_no_disclosure() -> None:
    query = a_query(a_credential_query(claims=(a_claims_query("iss"),)))
    (match,) = match_query(query, [a_candidate()]).required
    assert match.claims == (("iss",),)
    assert match.disclosures == frozenset()


def test_claim_asked_for_twice_is_told_once() -> None:
    query = a_query(a_credential_query(claims=(a_claims_query("name"), a_claims_query("name", id="n"))))
    (match,) = match_query(query, [a_candidate()]).required
    assert match.claims == (("name",),)


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ((True,), True),
        ((False, True), True),
        ((False,), False),
        ((1,), False),
        (("true",), False),
    ],
)
def test_value_fits_only_with_its_exact_type(wanted: Any, fits: bool) -> None:
    query = a_credential_query(claims=(a_claims_query("incheon_resident", values=wanted),))
    assert (match_credential(query, a_candidate()) is not None) is fits


@pytest.mark.parametrize(
    "change",
    [
        {"format": "mso_mdoc"},
        {"vct": "https://issuer.example.com/city/vct/mileage/1"},
        {"is_bound": False},
        {"claims": {"incheon_resident": True}},
    ],
)
def test_candidate_does_not_match_when_one_condition_fails(change: dict[str, Any]) -> None:
    assert match_credential(a_credential_query(), a_candidate(**change)) is None


def test_candidate_of_any_type_matches_when_no_type_is_named() -> None:
    assert match_credential(a_credential_query(meta=SdJwtVcMeta()), a_candidate()) is not None


def test_candidate_does_not_match_a_query_whose_meta_is_of_another_format() -> None:
    assert match_credential(a_credential_query(meta=OtherMeta(members={})), a_candidate()) is None


def test_unbound_candidate_matches_when_no_binding_is_required() -> None:
    query = a_credential_query(requires_holder_binding=False)
    assert match_credential(query, a_candidate(is_bound=False)) is not None


@pytest.mark.parametrize(
    ("authority", "fits"),
    [
        (TrustedAuthority(type="aki", values=("other", "aki-1")), True),
        (TrustedAuthority(type="aki", values=("other",)), False),
        (TrustedAuthority(type="etsi_tl", values=("aki-1",)), False),
    ],
)
def test_candidate_matches_only_a_wanted_authority(authority: TrustedAuthority, fits: bool) -> None:
    query = a_credential_query(trusted_authorities=(authority,))
    candidate = a_candidate(authority_key_identifiers=frozenset({"aki-1"}))
    assert (match_credential(query, candidate) is not None) is fits


def test_first_claim_set_that_can_be_met_is_chosen() -> None:
    query = a_credential_query(
        claims=(
            a_claims_query("email", id="a"),
            a_claims_query("birthdate", id="b"),
            a_claims_query("age_equal_or_over", "65", id="c"),
        ),
        claim_sets=(("a",), ("c",), ("b",)),
    )
    match = match_credential(query, a_candidate())
    assert match is not None
    assert match.claims == (("age_equal_or_over", "65"),)


def test_nothing_is_chosen_when_no_claim_set_can_be_met() -> None:
    query = a_credential_query(claims=(a_claims_query("email", id="a"),), claim_sets=(("a",),))
    assert match_credential(query, a_candidate()) is None


def test_first_candidate_is_chosen_and_the_others_are_told() -> None:
    candidates = [a_candidate(id="old", vct="x"), a_candidate(id="first"), a_candidate(id="second")]
    match = match_query(a_query(), candidates)
    assert [each.candidate_id for each in match.required] == ["first"]
    assert [each.candidate_id for each in match.alternatives["citizen-id"]] == ["first", "second"]


def test_one_candidate_is_chosen_also_where_several_are_welcome() -> None:
    match = match_query(a_query(a_credential_query(multiple=True)), [a_candidate(), a_candidate(id="card-2")])
    assert len(match.required) == 1


def test_one_credential_may_answer_two_queries() -> None:
    query = a_query(a_credential_query(), a_credential_query(id="name", claims=(a_claims_query("name"),)))
    match = match_query(query, [a_candidate()])
    assert [each.query_id for each in match.required] == ["citizen-id", "name"]


def test_optional_set_is_not_offered_again_when_it_is_required_anyway() -> None:
    query = a_query(
        credential_sets=(
            CredentialSetQuery(options=(("citizen-id",),)),
            CredentialSetQuery(options=(("citizen-id",),), required=False),
        )
    )
    match = match_query(query, [a_candidate()])
    assert len(match.required) == 1
    assert match.optional == ()


def test_optional_set_alone_is_offered_but_not_required() -> None:
    query = a_query(credential_sets=(CredentialSetQuery(options=(("citizen-id",),), required=False),))
    match = match_query(query, [a_candidate()])
    assert match.required == ()
    assert [[each.candidate_id for each in group] for group in match.optional] == [["card-1"]]


@pytest.mark.threat(30)
@pytest.mark.parametrize(
    "query",
    [
        a_query(a_credential_query(meta=SdJwtVcMeta(vct_values=("https://x.example/unknown",)))),
        a_query(a_credential_query(claims=(a_claims_query("email"),))),
        a_query(a_credential_query(claims=(a_claims_query("name", values=("Doe",)),))),
        a_query(
            a_credential_query(),
            a_credential_query(id="other", meta=SdJwtVcMeta(vct_values=("https://x.example/unknown",))),
        ),
        a_query(
            a_credential_query(claims=(a_claims_query("email"),)),
            credential_sets=(CredentialSetQuery(options=(("citizen-id",),), required=False),),
        ),
        a_query(
            a_credential_query(claims=(a_claims_query("email"),)),
            credential_sets=(CredentialSetQuery(options=(("citizen-id",),)),),
        ),
    ],
    ids=["type", "claim", "value", "one of two", "optional", "required set"],
)
def test_refusal_never_tells_why_and_looks_like_a_citizen_who_declines(query: Any) -> None:
    with pytest.raises(Unsatisfiable) as caught:
        match_query(query, [a_candidate()])
    assert caught.value.code is ErrorCode.ACCESS_DENIED
    assert str(caught.value) == Unsatisfiable.public


def test_empty_wallet_refuses() -> None:
    with pytest.raises(Unsatisfiable):
        match_query(a_query(), [])
