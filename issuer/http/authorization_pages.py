"""Renders the sign-in and consent pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.oauth import redirect_target
from citywallet.runtime.pages import LANGUAGES, Language, Pages, in_language, texts_in
from issuer.domain.authorization_sessions import SignedIn
from issuer.domain.catalogue import Approval, Configuration, TypeDisplay
from issuer.domain.citizen_session_secrets import form_token
from issuer.domain.identifiers import IdentitySourceName
from issuer.http.authorization_texts import OTHER_PROBLEM, PROBLEMS, TEXTS
from issuer.http.browser_language import keep_language, language_of
from issuer.usecases.read_citizen_session import SessionView

_LANGUAGE_NAMES = {Language.KOREAN: "한국어", Language.ENGLISH: "English"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationPages:
    """The pages of one issuer, under its name. `form_targets` are the origins of its sign-in services."""

    pages: Pages
    office: BilingualText
    is_demonstration: bool
    form_targets: tuple[str, ...]

    def sign_in(
        self,
        request: Request,
        view: SessionView,
        *,
        secret: str,
        sources: Mapping[IdentitySourceName, BilingualText],
    ) -> Response:
        """How the citizen may sign in."""
        language = language_of(request)
        values = self._session_values(view, secret=secret, language=language) | {
            "sources": [
                {"name": name, "label": in_language(label, language)} for name, label in sources.items()
            ],
        }
        return self._render(request, "sign_in.html", values, view=view)

    def show_link(
        self, request: Request, view: SessionView, *, secret: str, link: str, is_waiting: bool
    ) -> Response:
        """A link to the wallet on this device with which the citizen shows a card.

        No code for another device: whoever sent it to a citizen could be recognised as them.
        """
        values = self._session_values(view, secret=secret, language=language_of(request)) | {
            "link": link,
            "is_waiting": is_waiting,
        }
        return self._render(request, "show_card.html", values, view=view)

    def consent(self, request: Request, view: SessionView, *, secret: str) -> Response:
        """What the citizen is asked to agree to."""
        values = self._session_values(view, secret=secret, language=language_of(request))
        return self._render(request, "consent.html", values, view=view)

    def problem(
        self,
        request: Request,
        *,
        code: str,
        status: int,
        view: SessionView | None,
        secret: str | None,
    ) -> Response:
        """What went wrong and what to do; back to the wallet while the session is alive."""
        language = language_of(request)
        title, advice = PROBLEMS.get(code, OTHER_PROBLEM)
        values = {
            "problem": in_language(title, language),
            "advice": in_language(advice, language),
            "code": code,
            "token": form_token(secret) if view is not None and secret is not None else None,
            "can_sign_in": view is not None and not isinstance(view.session, SignedIn),
        }
        return self._render(request, "problem.html", values, view=view, status=status)

    def _session_values(self, view: SessionView, *, secret: str, language: Language) -> dict[str, Any]:
        terms = view.session.terms
        return {
            "token": form_token(secret),
            "wallet": in_language(terms.client.name, language),
            "place": redirect_target(terms.request.target.redirect_uri),
            "name": None if view.citizen is None else view.citizen.name,
            "cards": _cards(view.configurations, language),
            "needs_officer": terms.offer_id is None
            and any(each.type.approval is Approval.OFFICER for each in view.configurations),
        }

    def _render(
        self,
        request: Request,
        template: str,
        values: Mapping[str, Any],
        *,
        view: SessionView | None,
        status: int = 200,
    ) -> Response:
        language = language_of(request)
        texts = texts_in(TEXTS, language)
        shared = {
            "t": texts,
            "office": in_language(self.office, language),
            "demonstration": texts["demonstration"] if self.is_demonstration else None,
            "other_language": _other_language(request, language),
        }
        targets = self.form_targets
        if view is not None:
            targets = (*targets, redirect_target(view.session.terms.request.target.redirect_uri))
        response = self.pages.render(
            template, {**shared, **values}, language=language, status=status, form_targets=targets
        )
        keep_language(request, response)
        return response


def _cards(configurations: Sequence[Configuration], language: Language) -> list[dict[str, Any]]:
    """Each type once, whatever the formats in which it is asked for."""
    types = {configuration.type.id: configuration.type for configuration in configurations}
    return [
        {
            "name": (display := _display(each.display, language)).name,
            "description": display.description,
            "facts": [claim.labels[language.value] for claim in each.claims],
        }
        for each in types.values()
    ]


def _display(displays: Sequence[TypeDisplay], language: Language) -> TypeDisplay:
    return next(display for display in displays if display.locale == language.value)


def _other_language(request: Request, language: Language) -> dict[str, str] | None:
    """A link to the same page in the other language; none on a page that answers a form."""
    if request.method != "GET":
        return None
    other = next(each for each in LANGUAGES if each is not language)
    href = f"{request.url.path}?{urlencode({'lang': other.value})}"
    return {"href": href, "code": other.value, "name": _LANGUAGE_NAMES[other]}
