"""A text in the two languages of the city."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BilingualText:
    """The same text, or the same name, in Korean and in English."""

    ko: str
    en: str
