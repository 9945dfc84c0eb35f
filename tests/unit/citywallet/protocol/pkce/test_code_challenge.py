import pytest

from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.pkce import (
    CodeChallengeMalformed,
    CodeChallengeMethodUnsupported,
    CodeChallengeMissing,
    CodeVerifier,
    CodeVerifierMalformed,
    CodeVerifierMissing,
    CodeVerifierWrong,
    code_challenge_of,
    parse_code_challenge,
    parse_code_verifier,
    serialize_code_challenge,
    verify_code_verifier,
)
from tests.support.vectors import load_vectors

VECTOR = load_vectors("pkce/code_challenge.json")
VERIFIER = CodeVerifier(VECTOR["code_verifier"])
FIELDS = {"code_challenge": VECTOR["code_challenge"], "code_challenge_method": "S256"}


def test_challenge_of_the_specification_is_that_of_its_verifier() -> None:
    assert code_challenge_of(VERIFIER) == VECTOR["code_challenge"]
    verify_code_verifier(VERIFIER, challenge=parse_code_challenge(FIELDS))


def test_challenge_is_written_with_its_method() -> None:
    assert serialize_code_challenge(parse_code_challenge(FIELDS)) == FIELDS


@pytest.mark.threat(41)
@pytest.mark.parametrize("challenge", [None, ""])
def test_request_is_refused_without_challenge(challenge: str | None) -> None:
    fields = {"code_challenge_method": "S256"} | ({} if challenge is None else {"code_challenge": challenge})
    with pytest.raises(CodeChallengeMissing) as caught:
        parse_code_challenge(fields)
    assert caught.value.code is ErrorCode.INVALID_REQUEST


@pytest.mark.threat(41)
@pytest.mark.parametrize("method", [None, "plain", "s256", "S512", ""])
def test_request_is_refused_with_another_method_than_s256(method: str | None) -> None:
    fields = FIELDS | {"code_challenge_method": method}
    with pytest.raises(CodeChallengeMethodUnsupported) as caught:
        parse_code_challenge({name: value for name, value in fields.items() if value is not None})
    assert caught.value.code is ErrorCode.INVALID_REQUEST


@pytest.mark.parametrize("challenge", ["short", VECTOR["code_challenge"] + "=", "x" * 44, "é" * 43, "+" * 43])
def test_request_is_refused_with_a_challenge_that_is_no_digest(challenge: str) -> None:
    with pytest.raises(CodeChallengeMalformed):
        parse_code_challenge(FIELDS | {"code_challenge": challenge})


@pytest.mark.parametrize("fields", [{}, {"code_verifier": ""}])
def test_token_request_is_refused_without_verifier(fields: dict[str, str]) -> None:
    with pytest.raises(CodeVerifierMissing):
        parse_code_verifier(fields)


@pytest.mark.parametrize("verifier", ["x" * 42, "x" * 129, "x" * 42 + "/", "é" * 43])
def test_token_request_is_refused_with_a_verifier_of_another_form(verifier: str) -> None:
    with pytest.raises(CodeVerifierMalformed):
        parse_code_verifier({"code_verifier": verifier})


@pytest.mark.parametrize("verifier", ["x" * 43, "x" * 128, "-._~" + "a" * 39])
def test_verifier_of_every_allowed_form_is_read(verifier: str) -> None:
    assert parse_code_verifier({"code_verifier": verifier}) == verifier


@pytest.mark.threat(41)
def test_verifier_of_somebody_else_is_refused() -> None:
    with pytest.raises(CodeVerifierWrong) as caught:
        verify_code_verifier(CodeVerifier("x" * 43), challenge=parse_code_challenge(FIELDS))
    assert caught.value.code is ErrorCode.INVALID_GRANT


@pytest.mark.threat(41)
def test_the_challenge_itself_is_no_verifier() -> None:
    with pytest.raises(CodeVerifierWrong):
        verify_code_verifier(CodeVerifier(VECTOR["code_challenge"]), challenge=parse_code_challenge(FIELDS))
