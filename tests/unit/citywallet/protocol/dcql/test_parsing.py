import copy
from pathlib import Path
from typing import Any

import pytest

from citywallet.protocol.dcql import (
    ClaimSetsWithoutClaims,
    ClaimsPathInvalid,
    CredentialSetQuery,
    DcqlIdInvalid,
    DcqlIdRepeated,
    DcqlInvalid,
    DcqlMalformed,
    DcqlReferenceUnknown,
    DcqlTooLarge,
    OtherMeta,
    SdJwtVcMeta,
    TrustedAuthority,
    parse_dcql_query,
    serialize_dcql_query,
)
from citywallet.protocol.errors import ErrorCode
from tests.support.messages import a_credential_query, a_query
from tests.support.vectors import VECTORS, load_vectors

EXAMPLES = sorted(
    path.name for path in Path(VECTORS / "dcql").glob("*.json") if path.name != "claims_path_pointer.json"
)
CREDENTIAL: dict[str, Any] = {
    "id": "card",
    "format": "dc+sd-jwt",
    "meta": {"vct_values": ["https://issuer.example.com/vct"]},
    "claims": [{"id": "a", "path": ["name"]}, {"id": "b", "path": ["district", "id"], "values": ["28200"]}],
    "claim_sets": [["a", "b"], ["b"]],
}


def a_query_object(**changes: Any) -> dict[str, Any]:
    """A query for one credential; None removes a member of the credential query."""
    credential = copy.deepcopy(CREDENTIAL) | changes
    return {"credentials": [{name: value for name, value in credential.items() if value is not None}]}


@pytest.mark.parametrize("name", EXAMPLES)
def test_query_of_the_specification_is_read_and_written_again(name: str) -> None:
    example = load_vectors(f"dcql/{name}")["query"]
    assert serialize_dcql_query(parse_dcql_query(example)) == example


def test_query_without_options_has_their_defaults() -> None:
    query = parse_dcql_query({"credentials": [{"id": "a", "format": "dc+sd-jwt", "meta": {}}]})
    (credential,) = query.credentials
    assert credential.meta == SdJwtVcMeta()
    assert (credential.multiple, credential.requires_holder_binding) == (False, True)
    assert (credential.claims, credential.claim_sets, credential.trusted_authorities) == ((), (), ())
    assert query.credential_sets == ()
    assert not query.wants_unbound


def test_query_is_read_with_every_option() -> None:
    members = a_query_object(
        multiple=True,
        require_cryptographic_holder_binding=False,
        trusted_authorities=[{"type": "aki", "values": ["s9tIpPmhxdiuNkHMEWNpYim8S8Y"]}],
    ) | {"credential_sets": [{"options": [["card"]], "required": False}]}
    query = parse_dcql_query(members)
    assert query.wants_unbound
    assert query.credentials[0].multiple
    assert query.credentials[0].trusted_authorities == (
        TrustedAuthority(type="aki", values=("s9tIpPmhxdiuNkHMEWNpYim8S8Y",)),
    )
    assert query.credential_sets == (CredentialSetQuery(options=(("card",),), required=False),)
    assert serialize_dcql_query(query) == members


def test_unknown_members_of_a_query_are_ignored() -> None:
    members = a_query_object(purpose="x")
    members["credentials"][0]["claims"][0]["intent_to_retain"] = True
    members["transaction"] = {}
    assert parse_dcql_query(members) == parse_dcql_query(a_query_object())


def test_credential_of_another_format_keeps_its_meta_unread() -> None:
    query = parse_dcql_query(a_query_object(format="mso_mdoc", meta={"doctype_value": "d"}))
    assert query.credentials[0].meta == OtherMeta(members={"doctype_value": "d"})


def test_credential_query_is_found_by_its_id() -> None:
    assert a_query().credential("citizen-id") == a_credential_query()
    assert a_query().credential("other") is None


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"credentials": []},
        {"credentials": {}},
        {"credentials": ["card"]},
        {"credentials": [None]},
        a_query_object(id=7),
        a_query_object(id=False),
        a_query_object(format=""),
        a_query_object(format=7),
        a_query_object(meta=[]),
        a_query_object(meta={"vct_values": []}),
        a_query_object(meta={"vct_values": "x"}),
        a_query_object(meta={"vct_values": [1]}),
        a_query_object(meta={"doctype_value": "x"}),
        a_query_object(multiple="yes"),
        a_query_object(require_cryptographic_holder_binding=0),
        a_query_object(claims=[]),
        a_query_object(claims={}),
        a_query_object(claims=[["name"]]),
        a_query_object(claims=[{"id": "a"}]),
        a_query_object(claims=[{"id": "a", "path": "name"}]),
        a_query_object(claims=[{"id": "a", "path": ["name"], "values": []}]),
        a_query_object(claims=[{"id": "a", "path": ["name"], "values": "x"}]),
        a_query_object(claims=[{"id": "a", "path": ["name"], "values": [None]}]),
        a_query_object(claims=[{"id": "a", "path": ["name"], "values": [1.5]}]),
        a_query_object(claims=[{"id": "a", "path": ["name"], "values": ["x", 1.5]}], claim_sets=None),
        a_query_object(claims=[{"id": "a", "path": ["name"], "values": [["x"]]}]),
        a_query_object(claims=[{"path": ["name"]}]),
        a_query_object(claim_sets=[]),
        a_query_object(claim_sets=["a"]),
        a_query_object(trusted_authorities=[]),
        a_query_object(trusted_authorities=[{"type": "aki"}]),
        a_query_object(trusted_authorities=[{"type": "aki", "values": []}]),
        a_query_object(trusted_authorities=[{"values": ["x"]}]),
        a_query_object() | {"credential_sets": []},
        a_query_object() | {"credential_sets": [{}]},
        a_query_object() | {"credential_sets": [{"options": []}]},
        a_query_object() | {"credential_sets": [{"options": [[]]}]},
        a_query_object() | {"credential_sets": [{"options": ["card"]}]},
        a_query_object() | {"credential_sets": [{"options": [["card"]], "required": "no"}]},
    ],
    ids=str,
)
def test_query_is_refused_when_a_member_is_absent_empty_or_of_the_wrong_type(members: Any) -> None:
    with pytest.raises(DcqlMalformed) as caught:
        parse_dcql_query(members)
    assert caught.value.code is ErrorCode.INVALID_REQUEST


@pytest.mark.parametrize("name", ["id", "format", "meta"])
def test_query_is_refused_without_a_required_member(name: str) -> None:
    with pytest.raises(DcqlMalformed):
        parse_dcql_query(a_query_object(**{name: None}))


@pytest.mark.parametrize("identifier", ["", "a b", "a.b", "카드", "a/b", "a\n", "x" * 256])
def test_query_is_refused_when_an_id_has_other_characters(identifier: str) -> None:
    with pytest.raises(DcqlIdInvalid):
        parse_dcql_query(a_query_object(id=identifier))
    with pytest.raises(DcqlIdInvalid):
        parse_dcql_query(a_query_object(claims=[{"id": identifier, "path": ["name"]}], claim_sets=None))


@pytest.mark.parametrize("identifier", ["a", "A-1_z", "0", "x" * 255])
def test_query_is_read_when_an_id_has_letters_digits_underscore_and_hyphen(identifier: str) -> None:
    assert parse_dcql_query(a_query_object(id=identifier)).credentials[0].id == identifier


def test_query_is_refused_when_two_credentials_have_one_id() -> None:
    with pytest.raises(DcqlIdRepeated):
        parse_dcql_query({"credentials": [CREDENTIAL, CREDENTIAL]})


def test_query_is_refused_when_two_claims_have_one_id() -> None:
    claims = [{"id": "a", "path": ["name"]}, {"id": "a", "path": ["birthdate"]}]
    with pytest.raises(DcqlIdRepeated):
        parse_dcql_query(a_query_object(claims=claims, claim_sets=None))


def test_two_credentials_may_use_the_same_claim_ids() -> None:
    query = parse_dcql_query({"credentials": [CREDENTIAL, CREDENTIAL | {"id": "other"}]})
    assert len(query.credentials) == 2


@pytest.mark.parametrize("claim_sets", [[["a", "c"]], [["a"], ["A"]], [[1]], [[None]]])
def test_query_is_refused_when_a_claim_set_names_an_unknown_claim(claim_sets: Any) -> None:
    with pytest.raises(DcqlReferenceUnknown):
        parse_dcql_query(a_query_object(claim_sets=claim_sets))


def test_query_is_refused_when_a_credential_set_names_an_unknown_credential() -> None:
    with pytest.raises(DcqlReferenceUnknown):
        parse_dcql_query(a_query_object() | {"credential_sets": [{"options": [["card"], ["other"]]}]})


def test_query_is_refused_with_claim_sets_but_no_claims() -> None:
    with pytest.raises(ClaimSetsWithoutClaims):
        parse_dcql_query(a_query_object(claims=None))


@pytest.mark.parametrize("path", [[], [True], [-1], [{}]])
def test_query_is_refused_when_a_path_is_none(path: list[Any]) -> None:
    with pytest.raises(ClaimsPathInvalid):
        parse_dcql_query(a_query_object(claims=[{"id": "a", "path": path}], claim_sets=None))


def _claims(count: int) -> list[dict[str, Any]]:
    return [{"id": f"c{number}", "path": [f"c{number}"]} for number in range(count)]


@pytest.mark.threat(30)
@pytest.mark.parametrize(
    "members",
    [
        {"credentials": [CREDENTIAL | {"id": f"c{number}"} for number in range(65)]},
        a_query_object(claims=_claims(129), claim_sets=None),
        a_query_object(claim_sets=[["a"]] * 10_000),
        a_query_object(claim_sets=[["a"] * 10_000]),
        a_query_object(meta={"vct_values": [f"v{number}" for number in range(257)]}),
        a_query_object(claims=[{"id": "a", "path": ["a"], "values": list(range(257))}], claim_sets=None),
        a_query_object(claims=[{"id": "a", "path": ["a"] * 33}], claim_sets=None),
        a_query_object(trusted_authorities=[{"type": "aki", "values": ["x"]}] * 129),
        a_query_object() | {"credential_sets": [{"options": [["card"]]}] * 129},
        a_query_object() | {"credential_sets": [{"options": [["card"]] * 129}]},
        a_query_object() | {"credential_sets": [{"options": [["card"] * 65]}]},
    ],
    ids=lambda _: "",
)
def test_query_is_refused_when_it_has_more_parts_than_any_honest_question(members: Any) -> None:
    with pytest.raises(DcqlTooLarge):
        parse_dcql_query(members)


def test_every_refusal_of_a_query_is_an_invalid_request() -> None:
    assert {error.code for error in DcqlInvalid.__subclasses__()} == {ErrorCode.INVALID_REQUEST}


def test_query_is_read_when_it_is_just_as_large_as_allowed() -> None:
    claims = [claim | {"values": list(range(256))} for claim in _claims(128)]
    claims[0]["path"] = ["a"] * 32
    claim_sets = [[claim["id"] for claim in claims]] * 128
    members: dict[str, Any] = {
        "credentials": [
            a_query_object(id=f"q{number}", claims=claims, claim_sets=claim_sets)["credentials"][0]
            for number in range(64)
        ],
        "credential_sets": [{"options": [[f"q{number}" for number in range(64)]] * 128}] * 128,
    }
    assert len(parse_dcql_query(members).credentials) == 64
