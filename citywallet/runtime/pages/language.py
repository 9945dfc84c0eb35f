"""Which of the city's two languages a page is in: chosen by its reader, else by the browser, else Korean."""

import re
from collections.abc import Mapping
from enum import StrEnum

from citywallet.protocol.bilingual import BilingualText

_MAX_RANGES = 20
_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]{1,40})?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*"
)


class Language(StrEnum):
    """A language of the city's pages."""

    KOREAN = "ko"
    ENGLISH = "en"


LANGUAGES = tuple(Language)


def preferred_language(accept_language: str | None) -> Language:
    """The language that a browser prefers by its `Accept-Language`; what cannot be read counts as nothing.

    Spec: HTTP Semantics, Accept-Language.
    """
    return accepted_languages(accept_language)[0]


def accepted_languages(accept_language: str | None) -> tuple[Language, ...]:
    """The languages that a client takes by its `Accept-Language`, the best first; all where it takes none.

    Spec: HTTP Semantics, Accept-Language.
    """
    named = _weights(accept_language)
    weights = {language: named.get(language, named.get("*", 0.0)) for language in LANGUAGES}
    accepted = [language for language in LANGUAGES if weights[language] > 0] or LANGUAGES
    return tuple(sorted(accepted, key=lambda language: -weights[language]))


def chosen_language(text: str | None) -> Language | None:
    """The language that a link or a cookie names, or None."""
    return Language(text) if text in set(LANGUAGES) else None


def in_language(text: BilingualText, language: Language) -> str:
    """A text in one language."""
    return text.ko if language is Language.KOREAN else text.en


def texts_in(texts: Mapping[str, BilingualText], language: Language) -> Mapping[str, str]:
    """Named texts in one language."""
    return {name: in_language(text, language) for name, text in texts.items()}


def _weights(accept_language: str | None) -> dict[str, float]:
    """How welcome each language is that is named, and `*`."""
    weights: dict[str, float] = {}
    for part in (accept_language or "").split(",")[:_MAX_RANGES]:
        found = _RANGE.fullmatch(part)
        if found:
            language = found[1].lower()
            weights[language] = max(weights.get(language, 0.0), float(found[2] or 1))
    return weights
