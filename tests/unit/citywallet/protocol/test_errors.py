import pytest

import citywallet.protocol.sdjwtvc
import citywallet.protocol.statuslist  # noqa: F401 - with the line above, all of our errors are defined
from citywallet.protocol.errors import ErrorCode, ProtocolError


def test_a_protocol_error_says_its_public_sentence_when_it_has_no_detail() -> None:
    assert str(ProtocolError()) == ProtocolError.public


def test_a_protocol_error_keeps_its_detail_apart_from_its_public_sentence() -> None:
    error = ProtocolError("nonce: missing")
    assert (error.detail, error.public) == ("nonce: missing", "The request does not follow the protocol.")


def test_every_protocol_error_has_a_code_of_the_specifications_and_a_sentence() -> None:
    pending = [ProtocolError]
    while pending:
        error = pending.pop()
        pending.extend(error.__subclasses__())
        assert isinstance(error.code, ErrorCode)
        assert error.public.endswith("."), error


@pytest.mark.parametrize("code", list(ErrorCode))
def test_error_codes_are_lower_case_words(code: ErrorCode) -> None:
    assert code == code.lower()
    assert " " not in code
