"""Renders a page from a template: everything is escaped, nothing runs, nobody frames it."""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from citywallet.runtime.pages.language import Language

_STYLE_PATH = "/pages.css"
_POLICY = (
    "default-src 'none'; style-src 'self'; form-action {targets}; frame-ancestors 'none'; base-uri 'none'"
)
# Browsers send no `Origin` with a form unless the policy lets them name their own origin to itself.
_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Language, Cookie",
}


class Pages:
    """The pages of one service: its own templates, laid into the base that all services share.

    `base_path` is the path of the service's public address.
    """

    def __init__(self, package: str, *, base_path: str) -> None:
        loader = ChoiceLoader(
            [PackageLoader(package, "pages"), PackageLoader("citywallet.runtime.pages", "templates")]
        )
        self._environment = Environment(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._base_path = base_path

    def render(
        self,
        template: str,
        values: Mapping[str, Any],
        *,
        language: Language,
        status: int = 200,
        form_targets: Iterable[str] = (),
    ) -> Response:
        """A page. Its forms lead to this service, and from there to `form_targets` at most: origins, schemes.

        Browsers hold a redirect that follows a form to the policy of the page with the form.
        """
        page = self._environment.get_template(template)
        shared = {"language": language.value, "base": self._base_path}
        headers = {
            **_HEADERS,
            "Content-Language": language.value,
            "Content-Security-Policy": _POLICY.format(targets=" ".join(["'self'", *form_targets])),
        }
        body = page.render({**shared, **values}).encode("utf-8")
        return Response(body, status, headers, media_type="text/html; charset=utf-8")


def style_route() -> APIRouter:
    """The style sheet of all pages, at `/pages.css` below the service's base path."""
    environment = Environment(
        loader=PackageLoader("citywallet.runtime.pages", "templates"),
        autoescape=False,  # noqa: S701 - no values
    )
    style = environment.get_template("pages.css").render().encode("utf-8")
    router = APIRouter(tags=["pages"])

    @router.get(_STYLE_PATH, summary="How the pages look")
    async def pages_style(request: Request) -> Response:
        """Give the style sheet."""
        return Response(style, headers={"Cache-Control": "public, max-age=3600"}, media_type="text/css")

    return router
