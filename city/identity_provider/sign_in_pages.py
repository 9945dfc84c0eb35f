"""Renders the provider's two pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from city.identity_provider.people import Person
from city.identity_provider.texts import LANGUAGE_NAMES, TEXTS
from citywallet.protocol.oauth import RedirectUri, redirect_target
from citywallet.runtime.pages import LANGUAGES, Language, Pages, chosen_language, preferred_language, texts_in


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPages:
    """The page on which somebody is chosen, and the one for who comes from nowhere."""

    pages: Pages
    people: tuple[Person, ...]
    base_path: str

    def choose(
        self,
        request: Request,
        fields: Mapping[str, str],
        *,
        back_to: RedirectUri,
        wrong: str | None = None,
    ) -> Response:
        """The people. `fields` are those of the authentication request, which the page carries along.

        `wrong` is what was given for a citizen's number and can be none.
        """
        language = _language_of(request, fields)
        other = next(each for each in LANGUAGES if each is not language)
        values = _shared(language) | {
            "request": urlencode(fields),
            "people": self.people,
            "given": wrong or "",
            "is_wrong": wrong is not None,
            "other_language": {
                "href": f"{self.base_path}/authorize?{urlencode({**fields, 'lang': other.value})}",
                "code": other.value,
                "name": LANGUAGE_NAMES[other],
            },
        }
        return self.pages.render(
            "choose.html",
            values,
            language=language,
            status=200 if wrong is None else 400,
            form_targets=(redirect_target(back_to),),
        )

    def stranger(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Nobody is sent anywhere."""
        language = _language_of(request, fields)
        values = _shared(language) | {"other_language": None}
        return self.pages.render("stranger.html", values, language=language, status=400)


def _shared(language: Language) -> dict[str, Any]:
    texts = texts_in(TEXTS, language)
    return {"t": texts, "office": texts["office"], "demonstration": texts["demonstration"]}


def _language_of(request: Request, fields: Mapping[str, str]) -> Language:
    """The language of the link, else the one that the service which asks wants, else the browser's."""
    wanted = (chosen_language(each) for each in (fields.get("lang"), *fields.get("ui_locales", "").split()))
    return next(filter(None, wanted), None) or preferred_language(request.headers.get("accept-language"))
