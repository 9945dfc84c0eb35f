"""Queries of a greedy or hostile verifier: bounded in time, and silent about what a wallet holds."""

import contextlib
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citywallet.protocol.dcql import (
    MAX_CLAIMS,
    MAX_CREDENTIALS,
    MAX_SETS,
    ClaimAbsent,
    ClaimsQuery,
    CredentialMatch,
    DcqlInvalid,
    DcqlTooLarge,
    Unsatisfiable,
    check_answer,
    match_query,
    parse_dcql_query,
)
from citywallet.protocol.encoding import JsonObject, JsonValue
from tests.support.messages import (
    CLAIMS,
    DISCLOSABLE,
    a_candidate,
    a_claims_query,
    a_credential_query,
    a_presented_credential,
    a_query,
)

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=5), children, max_size=4)
    ),
    max_leaves=20,
)
MEMBERS = [
    "id",
    "format",
    "meta",
    "vct_values",
    "claims",
    "path",
    "values",
    "claim_sets",
    "credentials",
    "credential_sets",
    "options",
    "required",
    "multiple",
    "trusted_authorities",
    "type",
    "require_cryptographic_holder_binding",
]
QUERY_LIKE: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(["a", "dc+sd-jwt", "aki", 0, -1, True, None, ""]),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), children, max_size=6)
    ),
    max_leaves=30,
)


@pytest.mark.threat(30)
def test_ten_thousand_claim_sets_are_refused_at_once() -> None:
    query: dict[str, Any] = {
        "credentials": [
            {
                "id": "card",
                "format": "dc+sd-jwt",
                "meta": {},
                "claims": [{"id": f"c{number}", "path": [f"c{number}"]} for number in range(100)],
                "claim_sets": [[f"c{number % 100}"] for number in range(10_000)],
            }
        ]
    }
    started = perf_counter()
    with pytest.raises(DcqlTooLarge):
        parse_dcql_query(query)
    assert perf_counter() - started < 0.5


@pytest.mark.threat(30)
def test_largest_query_that_is_read_is_matched_in_bounded_time() -> None:
    claims: list[JsonValue] = [
        {"id": f"c{number}", "path": ["degrees", None, f"c{number}"], "values": ["x"] * 20}
        for number in range(MAX_CLAIMS)
    ]
    claim_ids: list[JsonValue] = [f"c{number}" for number in range(MAX_CLAIMS)]
    credential: JsonObject = {
        "format": "dc+sd-jwt",
        "meta": {},
        "claims": claims,
        "claim_sets": [claim_ids] * MAX_SETS,
    }
    query_ids: list[JsonValue] = [f"q{number}" for number in range(MAX_CREDENTIALS)]
    members: JsonObject = {
        "credentials": [credential | {"id": query_id} for query_id in query_ids],
        "credential_sets": [{"options": [query_ids] * MAX_SETS, "required": False}] * MAX_SETS,
    }
    degrees: JsonObject = {"degrees": [{f"c{number}": "y" for number in range(MAX_CLAIMS)}] * 5}
    candidates = [a_candidate(id=f"card-{number}", claims=degrees) for number in range(10)]
    started = perf_counter()
    with pytest.raises(Unsatisfiable):
        match_query(parse_dcql_query(members), candidates)
    assert perf_counter() - started < 20


@pytest.mark.threat(30)
@given(JSON)
def test_any_json_is_a_query_or_refused(value: JsonValue) -> None:
    members: JsonObject = value if isinstance(value, dict) else {"credentials": value}
    with contextlib.suppress(DcqlInvalid):
        parse_dcql_query(members)


@pytest.mark.threat(30)
@given(st.lists(QUERY_LIKE, max_size=3), QUERY_LIKE)
def test_anything_like_a_query_is_matched_or_refused(credentials: list[JsonValue], sets: JsonValue) -> None:
    try:
        query = parse_dcql_query({"credentials": credentials, "credential_sets": sets})
        match_query(query, [a_candidate()])
    except (DcqlInvalid, Unsatisfiable):
        pass


PATHS = st.lists(st.sampled_from([*CLAIMS, "65", "id", "x", None, 0, 1, 7]), min_size=1, max_size=3).map(
    tuple
)
QUERIES = st.lists(
    st.builds(ClaimsQuery, path=PATHS, values=st.sampled_from([(), (True,), ("KR",), (1,)])), max_size=3
).map(lambda claims: a_query(a_credential_query(claims=tuple(claims))))


@pytest.mark.threat(30)
@given(QUERIES)
def test_nothing_is_disclosed_that_was_not_asked_for(query: Any) -> None:
    try:
        (match,) = match_query(query, [a_candidate()]).required
    except Unsatisfiable:
        return
    asked = [claim.path for claim in query.credentials[0].claims]
    assert match.disclosures <= DISCLOSABLE
    for path in match.disclosures:
        assert any(_leads_to(wanted, path) for wanted in asked)


def _leads_to(wanted: tuple[Any, ...], path: tuple[Any, ...]) -> bool:
    return len(wanted) <= len(path) and all(
        step == taken or step is None for step, taken in zip(wanted, path, strict=False)
    )


@pytest.mark.threat(30)
@given(QUERIES)
def test_refusals_are_alike_whatever_the_wallet_lacks(query: Any) -> None:
    refusals = set()
    for candidates in ([], [a_candidate(vct="other")], [a_candidate(claims={})], [a_candidate()]):
        try:
            match_query(query, candidates)
        except Unsatisfiable as error:
            refusals.add((type(error), str(error), error.detail, error.code, error.public))
    assert len(refusals) == 1


@pytest.mark.threat(30)
def test_match_never_prints_the_values_of_claims() -> None:
    assert "김하늘" not in repr(a_candidate())
    assert "김하늘" not in repr(a_presented_credential(claims=CLAIMS))
    match = match_query(a_query(a_credential_query(claims=(a_claims_query("name"),))), [a_candidate()])
    assert isinstance(match.required[0], CredentialMatch)
    assert "김하늘" not in repr(match)


def test_wallet_cannot_answer_a_question_about_age_with_another_age() -> None:
    claims: JsonObject = {"age_equal_or_over": {"14": True}, "incheon_resident": True}
    with pytest.raises(ClaimAbsent):
        check_answer(a_query(), {"citizen-id": [a_presented_credential(claims=claims)]})
