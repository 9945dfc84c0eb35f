import pytest

from citywallet.protocol.bilingual import BilingualText
from citywallet.runtime.pages import (
    Language,
    chosen_language,
    in_language,
    preferred_language,
    texts_in,
)

TEXT = BilingualText(ko="받기", en="Receive")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "ko"),
        ("", "ko"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en", "en"),
        ("en-GB,en;q=0.9,ko;q=0.8", "en"),
        ("ko;q=0.5, en;q=0.51", "en"),
        ("KO", "ko"),
        ("EN-us", "en"),
        ("vi,en;q=0.3", "en"),
        ("vi", "ko"),
        ("*", "ko"),
        ("en;q=0", "ko"),
        ("en;q=x", "ko"),
        ("en;q=2", "ko"),
        ("english", "ko"),
        (";;;,,,\x00", "ko"),
    ],
)
def test_language_is_the_one_that_the_browser_prefers_else_korean(header: str | None, language: str) -> None:
    assert preferred_language(header) == language


@pytest.mark.threat(97)
def test_endless_preferences_are_read_to_a_limit() -> None:
    assert preferred_language("xx," * 10_000 + "en") is Language.KOREAN
    assert preferred_language("en;q=" + "0" * 30_000) is Language.KOREAN


@pytest.mark.parametrize(
    ("text", "language"), [("ko", Language.KOREAN), ("en", Language.ENGLISH), ("fr", None), (None, None)]
)
def test_chosen_language_is_one_of_two_or_none(text: str | None, language: Language | None) -> None:
    assert chosen_language(text) is language


def test_texts_are_given_in_the_language() -> None:
    assert in_language(TEXT, Language.ENGLISH) == "Receive"
    assert texts_in({"accept": TEXT}, Language.KOREAN) == {"accept": "받기"}
