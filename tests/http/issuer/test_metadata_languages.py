"""Metadata in the languages that a wallet asks for."""

from typing import Any

import pytest

from citywallet.protocol.jose import claims_of, parse_compact_jws
from tests.support.issuer import City

PATH = "/.well-known/openid-credential-issuer"


def locales(value: Any) -> set[str]:
    """Every locale that stands anywhere in a document."""
    if isinstance(value, list):
        return set().union(*map(locales, value))
    if isinstance(value, dict):
        own = {value["locale"]} if "locale" in value else set()
        return own.union(*map(locales, value.values()))
    return set()


@pytest.mark.parametrize(
    ("header", "given"),
    [
        (None, "ko, en"),
        ("en", "en"),
        ("en-GB, fr;q=0.9", "en"),
        ("ko-KR", "ko"),
        ("en, ko;q=0.5", "en, ko"),
        ("fr-ch, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "en, ko"),
        ("en, *;q=0", "en"),
        ("fr", "ko, en"),
        ("en;q=0, ko;q=0", "ko, en"),
        ("*", "ko, en"),
        ("x" * 5_000, "ko, en"),
        ("en;q=\u00bd", "ko, en"),
    ],
)
async def test_metadata_are_displayed_in_the_languages_that_are_asked_for(
    city: City, header: str | None, given: str
) -> None:
    headers = {} if header is None else {"Accept-Language": header.encode("latin-1")}
    answer = await city.client.get(PATH, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-language"] == given
    assert answer.headers["vary"] == "Accept, Accept-Language"
    assert locales(answer.json()) == set(given.split(", "))


async def test_signed_metadata_are_displayed_in_the_same_languages(city: City) -> None:
    asked = {"Accept": "application/jwt", "Accept-Language": "en"}
    answer = await city.client.get(PATH, headers=asked)
    assert answer.headers["content-language"] == "en"
    assert locales(claims_of(parse_compact_jws(answer.text))) == {"en"}


async def test_only_what_is_displayed_depends_on_the_language(city: City) -> None:
    def without_display(value: Any) -> Any:
        if isinstance(value, list):
            return [without_display(each) for each in value]
        if isinstance(value, dict):
            return {name: without_display(each) for name, each in value.items() if name != "display"}
        return value

    korean, english = [
        (await city.client.get(PATH, headers={"Accept-Language": language})).json()
        for language in ("ko", "en")
    ]
    assert korean != english
    assert without_display(korean) == without_display(english)
