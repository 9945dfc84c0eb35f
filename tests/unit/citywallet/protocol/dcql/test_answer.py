from typing import Any

import pytest

from citywallet.protocol.dcql import (
    AnswerCountWrong,
    AnswerIdUnknown,
    AnswerMismatch,
    AuthorityDiffers,
    ClaimAbsent,
    ClaimValueDiffers,
    CredentialFormatDiffers,
    CredentialSetQuery,
    CredentialTypeDiffers,
    HolderBindingAbsent,
    RequiredCredentialMissing,
    TrustedAuthority,
    check_answer,
    match_answer,
)
from citywallet.protocol.errors import ErrorCode
from tests.support.messages import (
    VCT,
    a_claims_query,
    a_credential_query,
    a_presented_credential,
    a_query,
)

TWO = a_query(
    a_credential_query(),
    a_credential_query(id="name", claims=(a_claims_query("name"),)),
)
NAME = a_presented_credential(claims={"vct": VCT, "name": "김하늘"})


def test_answer_with_what_was_asked_is_accepted() -> None:
    check_answer(a_query(), {"citizen-id": [a_presented_credential()]})


def test_answer_with_more_than_was_asked_is_accepted() -> None:
    claims = {"vct": VCT, "age_equal_or_over": {"65": True, "60": True}, "incheon_resident": True, "x": 1}
    check_answer(a_query(), {"citizen-id": [a_presented_credential(claims=claims)]})


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"format": "mso_mdoc"}, CredentialFormatDiffers),
        ({"vct": "https://issuer.example.com/city/vct/citizen-id/2"}, CredentialTypeDiffers),
        ({"is_bound": False}, HolderBindingAbsent),
        ({"claims": {"vct": VCT, "incheon_resident": True}}, ClaimAbsent),
        ({"claims": {"vct": VCT, "age_equal_or_over": {}, "incheon_resident": True}}, ClaimAbsent),
        ({"claims": {"vct": VCT, "age_equal_or_over": True, "incheon_resident": True}}, ClaimAbsent),
    ],
)
def test_answer_is_refused_when_one_thing_in_it_differs(
    change: dict[str, Any], error: type[AnswerMismatch]
) -> None:
    with pytest.raises(error) as caught:
        check_answer(a_query(), {"citizen-id": [a_presented_credential(**change)]})
    assert caught.value.query_id == "citizen-id"
    assert caught.value.code is ErrorCode.INVALID_REQUEST


@pytest.mark.parametrize("value", [False, 1, "true", None, [True]])
def test_answer_is_refused_when_a_value_was_not_asked_for(value: Any) -> None:
    query = a_query(a_credential_query(claims=(a_claims_query("incheon_resident", values=(True,)),)))
    presented = a_presented_credential(claims={"vct": VCT, "incheon_resident": value})
    with pytest.raises(ClaimValueDiffers):
        check_answer(query, {"citizen-id": [presented]})


def test_answer_is_refused_when_it_comes_from_another_authority() -> None:
    query = a_query(
        a_credential_query(trusted_authorities=(TrustedAuthority(type="aki", values=("aki-1",)),))
    )
    with pytest.raises(AuthorityDiffers):
        check_answer(query, {"citizen-id": [a_presented_credential()]})
    from_there = a_presented_credential(authority_key_identifiers=frozenset({"aki-1"}))
    check_answer(query, {"citizen-id": [from_there]})


def test_answer_without_binding_is_accepted_when_none_was_required() -> None:
    query = a_query(a_credential_query(requires_holder_binding=False))
    check_answer(query, {"citizen-id": [a_presented_credential(is_bound=False)]})


def test_answer_is_refused_when_it_has_an_entry_nobody_asked_for() -> None:
    presented = {"citizen-id": [a_presented_credential()], "passport": [a_presented_credential()]}
    with pytest.raises(AnswerIdUnknown) as caught:
        check_answer(a_query(), presented)
    assert caught.value.query_id == "passport"


@pytest.mark.parametrize("count", [0, 2])
def test_answer_is_refused_when_an_entry_holds_not_one_presentation(count: int) -> None:
    with pytest.raises(AnswerCountWrong):
        check_answer(a_query(), {"citizen-id": [a_presented_credential()] * count})


def test_answer_may_hold_several_presentations_where_several_were_asked_for() -> None:
    query = a_query(a_credential_query(multiple=True))
    check_answer(query, {"citizen-id": [a_presented_credential()] * 3})
    with pytest.raises(AnswerCountWrong):
        check_answer(query, {"citizen-id": []})


def test_every_presentation_of_an_entry_is_checked() -> None:
    query = a_query(a_credential_query(multiple=True))
    with pytest.raises(CredentialTypeDiffers):
        check_answer(query, {"citizen-id": [a_presented_credential(), a_presented_credential(vct="x")]})


def test_answer_is_refused_when_a_credential_is_missing() -> None:
    with pytest.raises(RequiredCredentialMissing) as caught:
        check_answer(TWO, {"citizen-id": [a_presented_credential()]})
    assert caught.value.query_id == "name"


def test_empty_answer_is_refused() -> None:
    with pytest.raises(RequiredCredentialMissing):
        check_answer(a_query(), {})


def test_answer_to_sets_needs_one_option_of_each_required_set() -> None:
    query = a_query(
        *TWO.credentials,
        a_credential_query(id="third"),
        credential_sets=(
            CredentialSetQuery(options=(("citizen-id", "third"), ("name",))),
            CredentialSetQuery(options=(("third",),), required=False),
        ),
    )
    check_answer(query, {"name": [NAME]})
    check_answer(query, {"citizen-id": [a_presented_credential()], "third": [a_presented_credential()]})
    with pytest.raises(RequiredCredentialMissing):
        check_answer(query, {"citizen-id": [a_presented_credential()]})


def test_answer_to_an_optional_set_may_be_empty() -> None:
    query = a_query(credential_sets=(CredentialSetQuery(options=(("citizen-id",),), required=False),))
    check_answer(query, {})


def test_optional_credential_is_checked_when_it_is_there() -> None:
    query = a_query(credential_sets=(CredentialSetQuery(options=(("citizen-id",),), required=False),))
    with pytest.raises(CredentialTypeDiffers):
        check_answer(query, {"citizen-id": [a_presented_credential(vct="x")]})


def test_answer_may_follow_any_claim_set() -> None:
    query = a_query(
        a_credential_query(
            claims=(a_claims_query("birthdate", id="a"), a_claims_query("incheon_resident", id="b")),
            claim_sets=(("a", "b"), ("b",)),
        )
    )
    check_answer(query, {"citizen-id": [a_presented_credential()]})
    with pytest.raises(ClaimAbsent):
        check_answer(query, {"citizen-id": [a_presented_credential(claims={"vct": VCT})]})


def test_report_lists_every_difference() -> None:
    mismatches = match_answer(
        TWO, {"citizen-id": [a_presented_credential(is_bound=False, claims={"vct": VCT})], "x": [NAME]}
    )
    assert [type(mismatch) for mismatch in mismatches] == [
        AnswerIdUnknown,
        RequiredCredentialMissing,
        HolderBindingAbsent,
        ClaimAbsent,
        ClaimAbsent,
    ]


def test_report_of_a_complete_answer_is_empty() -> None:
    assert match_answer(TWO, {"citizen-id": [a_presented_credential()], "name": [NAME]}) == ()
