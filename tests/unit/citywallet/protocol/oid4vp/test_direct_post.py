from typing import Any
from urllib.parse import parse_qsl

import pytest

from citywallet.protocol.encoding import MemberInvalid, serialize_json
from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oauth import ErrorResponse, ErrorResponseInvalid, UrlInvalid, UrlNotSecure, WebUrl
from citywallet.protocol.oid4vp import (
    AnswerEncrypted,
    AnswerMalformed,
    ErrorAnswer,
    PresentationAnswer,
    PresentationUnsupported,
    StateDiffers,
    VpTokenMalformed,
    check_state,
    parse_direct_post,
    parse_receipt,
    parse_vp_token,
    serialize_direct_post,
    serialize_receipt,
    serialize_vp_token,
)
from tests.support.vectors import load_vectors

ANSWER = PresentationAnswer(vp_token={"citizen-id": ("a~b~c",)}, state="state-1")


@pytest.mark.parametrize("name", ["single", "several"])
def test_vp_token_of_the_specification_is_read_and_written_again(name: str) -> None:
    vector = load_vectors("oid4vp/vp_tokens.json")[name]
    vp_token = parse_vp_token(serialize_json(vector).decode())
    assert {query_id: list(texts) for query_id, texts in vp_token.items()} == vector
    assert serialize_vp_token(vp_token) == serialize_json(vector).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "eyJhbGci...QMA",
        "[]",
        "{}",
        '{"a":[]}',
        '{"a":"b"}',
        '{"a":null}',
        '{"a":["b"],"a":["c"]}',
        '{"a":["b"]',
        '{"a":[' + '"b",' * 16 + '"b"]}',
        "{" + ",".join(f'"a{number}":["b"]' for number in range(65)) + "}",
        '{"a":["' + "x" * 600_000 + '"]}',
    ],
    ids=lambda text: text[:20],
)
def test_vp_token_is_refused_when_it_is_no_object_of_filled_arrays(text: str) -> None:
    with pytest.raises(VpTokenMalformed) as caught:
        parse_vp_token(text)
    assert caught.value.code is ErrorCode.INVALID_REQUEST


@pytest.mark.parametrize("presentation", [{"type": "VerifiablePresentation"}, 7, None, ["a"]])
def test_vp_token_is_refused_when_a_presentation_is_no_text(presentation: Any) -> None:
    with pytest.raises(PresentationUnsupported):
        parse_vp_token(serialize_json({"a": ["b", presentation]}).decode())


def test_answer_is_read_as_it_was_written() -> None:
    fields = serialize_direct_post(ANSWER)
    assert fields == {"vp_token": '{"citizen-id":["a~b~c"]}', "state": "state-1"}
    assert parse_direct_post(fields) == ANSWER


def test_answer_without_state_has_none() -> None:
    answer = PresentationAnswer(vp_token=ANSWER.vp_token, state=None)
    assert parse_direct_post(serialize_direct_post(answer)) == answer


def test_unknown_fields_of_an_answer_are_ignored() -> None:
    assert parse_direct_post(serialize_direct_post(ANSWER) | {"presentation_submission": "{}"}) == ANSWER


def test_refusal_of_the_specification_is_read() -> None:
    fields = dict(parse_qsl(load_vectors("oid4vp/error_answer.json")["form"]))
    answer = parse_direct_post(fields)
    assert answer == ErrorAnswer(
        error=ErrorResponse(error="invalid_request", description="unsupported client_id_prefix"),
        state="eyJhb...6-sVA",
    )
    assert serialize_direct_post(answer) == fields


@pytest.mark.threat(33)
def test_refusal_of_a_citizen_carries_no_presentation() -> None:
    refusal = ErrorAnswer(error=ErrorResponse(error="access_denied"), state="state-1")
    assert serialize_direct_post(refusal) == {"error": "access_denied", "state": "state-1"}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"state": "state-1"},
        serialize_direct_post(ANSWER) | {"error": "access_denied"},
        serialize_direct_post(ANSWER) | {"state": "x" * 2_049},
    ],
)
def test_answer_is_refused_when_it_is_neither_presentation_nor_error(fields: dict[str, str]) -> None:
    with pytest.raises(AnswerMalformed) as caught:
        parse_direct_post(fields)
    assert caught.value.code is ErrorCode.INVALID_REQUEST


def test_encrypted_answer_is_refused() -> None:
    with pytest.raises(AnswerEncrypted):
        parse_direct_post({"response": "eyJ..."})


def test_answer_with_an_unreadable_error_is_refused() -> None:
    with pytest.raises(ErrorResponseInvalid):
        parse_direct_post({"error": ""})


def test_state_of_an_answer_is_the_one_of_the_request() -> None:
    check_state(ANSWER, expected="state-1")
    check_state(PresentationAnswer(vp_token={}, state=None), expected=None)


@pytest.mark.threat(23)
@pytest.mark.parametrize("state", ["state-2", "", None, "STATE-1"])
def test_answer_is_refused_when_its_state_is_another(state: str | None) -> None:
    with pytest.raises(StateDiffers):
        check_state(PresentationAnswer(vp_token=ANSWER.vp_token, state=state), expected="state-1")


def test_answer_is_refused_when_it_has_a_state_though_none_was_sent() -> None:
    with pytest.raises(StateDiffers):
        check_state(ANSWER, expected=None)


def test_receipt_may_be_empty_or_lead_on() -> None:
    assert parse_receipt(serialize_receipt(redirect_uri=None)) is None
    url = WebUrl("https://verifier.example.com/done#response_code=091535")
    assert parse_receipt(serialize_receipt(redirect_uri=url) | {"x": 1}) == url


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (7, MemberInvalid),
        ("", MemberInvalid),
        ("javascript:alert(1)", UrlInvalid),
        ("http://verifier.example.com", UrlNotSecure),
    ],
)
def test_receipt_is_refused_when_it_leads_to_no_web_address(value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_receipt({"redirect_uri": value})


def test_answer_with_the_longest_state_is_read() -> None:
    answer = PresentationAnswer(vp_token=ANSWER.vp_token, state="x" * 2_048)
    assert parse_direct_post(serialize_direct_post(answer)) == answer
