import pytest

from citywallet.protocol.jose import JwsMalformed
from citywallet.protocol.sdjwt import (
    MAX_DISCLOSURES,
    MAX_SD_JWT_CHARS,
    DisclosureMalformed,
    DisclosureRepeated,
    KeyBindingMalformed,
    SdJwtMalformed,
    SdJwtTooLarge,
    parse_sd_jwt,
    serialize_sd_jwt,
)
from tests.support.sd_jwts import a_disclosure, a_forged_sd_jwt, a_presentation, an_sd_jwt


def test_an_sd_jwt_comes_back_from_its_compact_form() -> None:
    sd_jwt = an_sd_jwt()
    assert parse_sd_jwt(serialize_sd_jwt(sd_jwt)) == sd_jwt
    assert serialize_sd_jwt(sd_jwt).endswith("~")


def test_a_presentation_comes_back_from_its_compact_form() -> None:
    presentation = a_presentation()
    assert presentation.key_binding is not None
    assert parse_sd_jwt(serialize_sd_jwt(presentation)) == presentation
    assert serialize_sd_jwt(presentation) == presentation.bound_text + presentation.key_binding.text


def test_an_sd_jwt_may_have_no_disclosures() -> None:
    assert parse_sd_jwt(a_forged_sd_jwt({"a": 1})).disclosures == ()


def test_an_sd_jwt_is_refused_without_separator() -> None:
    with pytest.raises(SdJwtMalformed):
        parse_sd_jwt(a_forged_sd_jwt({"a": 1}).rstrip("~"))


@pytest.mark.parametrize("text", ["", "~", "a~", "a.b.c~", "~~", "가~"])
def test_an_sd_jwt_is_refused_when_its_token_is_malformed(text: str) -> None:
    with pytest.raises((JwsMalformed, SdJwtMalformed)):
        parse_sd_jwt(text)


def test_an_sd_jwt_is_refused_when_a_disclosure_is_empty() -> None:
    with pytest.raises(DisclosureMalformed):
        parse_sd_jwt(a_forged_sd_jwt({"a": 1}) + "~")


@pytest.mark.threat(12)
def test_an_sd_jwt_is_refused_when_a_disclosure_was_sent_twice() -> None:
    sd_jwt = an_sd_jwt()
    with pytest.raises(DisclosureRepeated):
        parse_sd_jwt(serialize_sd_jwt(sd_jwt) + sd_jwt.disclosures[0].text + "~")


@pytest.mark.parametrize("key_binding", ["x", "a.b", "a.b.c", "e30.e30", "."])
def test_an_sd_jwt_is_refused_when_its_key_binding_is_no_token(key_binding: str) -> None:
    with pytest.raises(KeyBindingMalformed):
        parse_sd_jwt(serialize_sd_jwt(an_sd_jwt()) + key_binding)


def test_an_sd_jwt_is_refused_when_it_has_too_many_disclosures() -> None:
    disclosures = [a_disclosure("salt", number) for number in range(MAX_DISCLOSURES + 1)]
    assert len(parse_sd_jwt(a_forged_sd_jwt({}, *disclosures[:-1])).disclosures) == MAX_DISCLOSURES
    with pytest.raises(SdJwtTooLarge):
        parse_sd_jwt(a_forged_sd_jwt({}, *disclosures))


def test_an_sd_jwt_is_refused_when_it_is_too_long() -> None:
    with pytest.raises(SdJwtTooLarge):
        parse_sd_jwt("a" * (MAX_SD_JWT_CHARS + 1))
