import pytest
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import AccessTokenMissing, AccessTokenRefused
from citywallet.runtime.http.errors import (
    STATUS_BY_CODE,
    UNEXPECTED,
    Refusal,
    RequestTooLarge,
    answer_for,
    render_answer,
)


class CitizenUnknown(Exception):
    """A service's own error."""


class CitizenMoved(CitizenUnknown):
    """A special case of it."""


REFUSALS = {CitizenUnknown: Refusal(status=404, code="citizen_unknown", public="There is no such citizen.")}


def test_the_table_has_a_status_for_every_code_and_never_422() -> None:
    assert set(STATUS_BY_CODE) == set(ErrorCode)
    assert set(STATUS_BY_CODE.values()) == {400, 401, 403, 500, 503}


def test_an_error_of_the_protocol_shows_its_sentence_and_not_its_detail() -> None:
    response = render_answer(answer_for(ProtocolError("canary"), {}), is_api=False)
    assert response.status_code == 400
    assert response.body == (
        b'{"error":"invalid_request","error_description":"The request does not follow the protocol."}'
    )


def test_a_missing_token_is_answered_with_a_challenge_without_error_code() -> None:
    challenge = answer_for(AccessTokenMissing(), {}).headers["WWW-Authenticate"]
    assert challenge.startswith("Bearer")
    assert "error" not in challenge
    assert 'error="invalid_token"' in answer_for(AccessTokenRefused(), {}).headers["WWW-Authenticate"]


@pytest.mark.parametrize("error", [CitizenUnknown("canary"), CitizenMoved("canary")])
def test_an_own_error_is_answered_as_the_service_listed_it(error: Exception) -> None:
    answer = answer_for(error, REFUSALS)
    assert (answer.api_status, answer.code) == (404, "citizen_unknown")
    assert b'"error":"invalid_request"' in bytes(render_answer(answer, is_api=False).body)
    assert b"canary" not in bytes(render_answer(answer, is_api=True).body)


def test_an_error_that_passes_with_time_says_after_how_many_seconds() -> None:
    later = Refusal(status=429, code="too_often", public="Later, please.", headers={"Retry-After": "60"})
    answer = answer_for(CitizenUnknown(), {CitizenUnknown: later})
    for is_api, code in ((True, b'"too_often"'), (False, b'"temporarily_unavailable"')):
        response = render_answer(answer, is_api=is_api)
        assert (response.status_code, response.headers["retry-after"]) == (429, "60")
        assert code in bytes(response.body)


@pytest.mark.parametrize("error", [CitizenUnknown(), KeyError("canary"), HTTPException(503, "canary")])
def test_what_is_not_listed_becomes_a_server_error_that_says_nothing(error: Exception) -> None:
    assert answer_for(error, {}) is UNEXPECTED


def test_a_size_limit_is_413_in_our_api_and_400_in_the_protocols() -> None:
    answer = answer_for(RequestTooLarge(), {})
    assert render_answer(answer, is_api=True).status_code == 413
    assert render_answer(answer, is_api=False).status_code == 400


def test_a_cause_inside_a_framework_error_is_what_counts() -> None:
    wrapped = HTTPException(400, "There was an error parsing the body")
    wrapped.__cause__ = RequestTooLarge()
    assert answer_for(wrapped, {}).api_status == 413


def test_a_validation_error_names_fields_and_not_their_values() -> None:
    error = RequestValidationError([{"loc": ("body", "count"), "msg": "Not a number", "input": "canary"}])
    body = bytes(render_answer(answer_for(error, {}), is_api=True).body)
    assert b"body.count" in body
    assert b"canary" not in body
