"""Pages that a service serves itself, to a browser that runs no script of ours."""

from citywallet.runtime.pages.language import (
    LANGUAGES,
    Language,
    accepted_languages,
    chosen_language,
    in_language,
    preferred_language,
    texts_in,
)
from citywallet.runtime.pages.page import Pages, style_route

__all__ = [
    "LANGUAGES",
    "Language",
    "Pages",
    "accepted_languages",
    "chosen_language",
    "in_language",
    "preferred_language",
    "style_route",
    "texts_in",
]
