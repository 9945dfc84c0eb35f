"""The catalogue of questions: those we ship, and files that are wrong."""

import json
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest

from citywallet.protocol.dcql import SdJwtVcMeta
from verifier.adapters.catalogue import load_catalogue
from verifier.domain.errors import QuestionInvalid, QuestionUnknown
from verifier.domain.parse_question import parse_question
from verifier.domain.question import Flow, Question

ISSUER = "https://issuer.example/city"
HEARTBEAT = timedelta(minutes=10)


def a_file(**changes: Any) -> str:
    text = files("verifier").joinpath("catalogue", "age-65.json").read_text(encoding="utf-8")
    members = json.loads(text) | changes
    return json.dumps({name: value for name, value in members.items() if value is not None})


def parse(text: str) -> Question:
    return parse_question(text, credential_issuer=ISSUER, heartbeat=HEARTBEAT)


def test_the_catalogue_has_the_questions_of_the_city() -> None:
    catalogue = load_catalogue(credential_issuer=ISSUER, heartbeat=HEARTBEAT)

    assert [question.name for question in catalogue.questions()] == [
        "age-65",
        "incheon-resident",
        "senior-resident",
    ]


def test_every_question_says_that_its_legal_basis_is_for_demonstration() -> None:
    for question in load_catalogue(credential_issuer=ISSUER, heartbeat=HEARTBEAT).questions():
        assert "시연용" in question.legal_basis.ko
        assert "demonstration" in question.legal_basis.en
        assert question.flow is Flow.PROXIMITY


def test_a_question_asks_for_the_trusted_issuer_s_type() -> None:
    question = load_catalogue(credential_issuer=ISSUER, heartbeat=HEARTBEAT).question("age-65")

    assert question.credential_query.meta == SdJwtVcMeta(vct_values=(f"{ISSUER}/vct/citizen-id/1",))
    assert [claim.path for claim in question.credential_query.claims] == [("age_equal_or_over", "65")]


def test_a_question_that_is_not_there_is_unknown() -> None:
    with pytest.raises(QuestionUnknown):
        load_catalogue(credential_issuer=ISSUER, heartbeat=HEARTBEAT).question("shoe-size")


@pytest.mark.parametrize(
    "changes",
    [
        *(
            {name: None}
            for name in ("name", "purpose", "legal_basis", "retention_days", "policy", "dcql_query")
        ),
        {"surprise": True},
        {"flow": "remote"},
        {"retention_days": 0},
        {"purpose": {"ko": "목적"}},
        {"policy": {}},
        {"dcql_query": {"credentials": []}},
    ],
)
def test_a_file_with_a_member_missing_unknown_or_wrong_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(QuestionInvalid):
        parse(a_file(**changes))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": "a", "name": "b"}'])
def test_a_file_that_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(QuestionInvalid):
        parse(text)


def test_a_question_about_two_cards_or_without_their_holder_is_refused() -> None:
    (one,) = json.loads(a_file())["dcql_query"]["credentials"]

    for credentials in (
        [one, one | {"id": "other"}],
        [one | {"require_cryptographic_holder_binding": False}],
    ):
        with pytest.raises(QuestionInvalid):
            parse(a_file(dcql_query={"credentials": credentials}))


def test_an_age_limit_of_less_than_two_heartbeats_is_refused() -> None:
    with pytest.raises(QuestionInvalid, match="heartbeats"):
        parse_question(a_file(), credential_issuer=ISSUER, heartbeat=timedelta(minutes=31))
