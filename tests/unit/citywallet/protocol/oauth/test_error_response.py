from typing import Any

import pytest

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oauth import (
    ErrorResponse,
    ErrorResponseInvalid,
    parse_error_response,
    serialize_error_response,
)


def test_description_holds_only_characters_of_the_specification() -> None:
    response = ErrorResponse(error="invalid_request", description='say "no" to \\ and \n and 한')
    assert serialize_error_response(response)["error_description"] == "say ?no? to ? and ? and ?"


def test_error_without_description_has_none() -> None:
    assert serialize_error_response(ErrorResponse(error="access_denied")) == {"error": "access_denied"}


def test_unknown_code_of_a_stranger_is_kept() -> None:
    assert parse_error_response({"error": "too_much_rain", "x": 1}).error == "too_much_rain"


def test_long_description_of_a_stranger_is_cut() -> None:
    response = parse_error_response({"error": "invalid_request", "error_description": "x" * 100_000})
    assert response.description is not None
    assert len(response.description) == 2_000


def test_description_that_is_no_text_is_ignored() -> None:
    assert parse_error_response({"error": "invalid_request", "error_description": 7}).description is None


@pytest.mark.parametrize("reason", [7, None, "no", [], {}, {"ko": "아니요"}, {"ko": 1, "en": "no"}])
def test_reason_that_is_no_text_in_two_languages_is_ignored(reason: Any) -> None:
    response = parse_error_response({"error": "credential_request_denied", "citywallet_reason": reason})
    assert response.reason is None


def test_long_reason_of_a_stranger_is_cut() -> None:
    said = {"ko": "가" * 100_000, "en": "x" * 100_000}
    reason = parse_error_response({"error": "x", "citywallet_reason": said}).reason
    assert reason is not None
    assert (len(reason.ko), len(reason.en)) == (2_000, 2_000)


@pytest.mark.parametrize("members", [{}, {"error": ""}, {"error": 7}, {"error": None}, {"error": "x" * 201}])
def test_error_object_is_refused_without_a_readable_code(members: dict[str, object]) -> None:
    with pytest.raises(ErrorResponseInvalid):
        parse_error_response(members)  # type: ignore[arg-type]


def _subclasses(of: type[ProtocolError]) -> list[type[ProtocolError]]:
    return [each for direct in of.__subclasses__() for each in (direct, *_subclasses(direct))]


def test_every_public_sentence_can_be_sent_as_it_stands() -> None:
    import citywallet.protocol.oid4vci
    import citywallet.protocol.oid4vp  # noqa: F401 - their errors must be known

    for error in _subclasses(ProtocolError):
        response = serialize_error_response(ErrorResponse(error="x", description=error.public))
        assert response["error_description"] == error.public, error
