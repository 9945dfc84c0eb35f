"""Names and values as people read them."""

from datetime import UTC, datetime

import pytest

from citywallet.protocol.encoding import JsonValue
from wallet_api.domain.errors import WalletError
from wallet_api.domain.sentences import sentences
from wallet_api.domain.words import clean_text, korean_date, read_value_aloud, words_from_locales


@pytest.mark.parametrize(
    ("by_locale", "korean", "english"),
    [
        ({"ko-KR": "시민증", "en-US": "Citizen ID"}, "시민증", "Citizen ID"),
        ({"ko": "시민증"}, "시민증", "시민증"),
        ({"en": "Citizen ID"}, "Citizen ID", "Citizen ID"),
        ({"de": "Bürgerausweis"}, "Bürgerausweis", "Bürgerausweis"),
        ({}, "citizen-id", "citizen-id"),
    ],
)
def test_name_is_chosen_by_language(by_locale: dict[str, str], korean: str, english: str) -> None:
    words = words_from_locales(by_locale, fallback="citizen-id")
    assert (words.ko, words.en) == (korean, english)


@pytest.mark.threat(95)
def test_direction_and_invisible_characters_are_taken_out_of_names() -> None:
    assert clean_text("도서\u202e관\u200b\x00\n") == "도서관"
    assert len(clean_text("가" * 5_000)) == 200


@pytest.mark.parametrize(
    ("value", "spoken"),
    [
        (True, "예"),
        (False, "아니요"),
        ("1950-03-04", "1950년 3월 4일"),
        ("1950-03-04T00:00", "1950-03-04T00:00"),
        ({"name": "제물포구", "id": "jemulpo"}, "제물포구"),
        (5, "5"),
        (["가", "나"], '["가","나"]'),
        ({}, "{}"),
    ],
)
def test_value_is_read_in_plain_words(value: JsonValue, spoken: str) -> None:
    assert read_value_aloud(value).ko == spoken


def test_date_is_written_as_in_korea_and_in_korean_time() -> None:
    assert korean_date(datetime(2026, 11, 22, 15, 0, tzinfo=UTC)) == "2026년 11월 23일"


def test_every_error_has_words_without_the_forbidden_ones() -> None:
    assert len(sentences()) > 20
    for sentence in (words.ko for words in sentences().values()):
        assert sentence.endswith(("요.", "요. ", "요?"))
        assert not any(word in sentence for word in ("인증서버", "토큰", "블록체인", "DID", "VC"))
    assert sentences()[WalletError.code].ko == WalletError.korean
