"""The office's pages: static files that speak only to this service, and may load nothing from elsewhere."""

from collections.abc import Mapping
from os import PathLike, stat_result
from pathlib import Path
from types import MappingProxyType
from typing import Final

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

BUILT_PAGES: Final = Path(__file__).parent.parent / "pages" / "office"
"""Where the build puts them; absent in a checkout in which the pages were not built."""

PAGE_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
            "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
)
_PAGE: Final = "index.html"


class OfficePages(StaticFiles):
    """Files named by their content are kept by browsers for good; the page that names them is not."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """A file, with the headers that every page carries."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(PAGE_HEADERS)
        is_page = Path(full_path).name == _PAGE
        response.headers["Cache-Control"] = "no-cache" if is_page else "public, max-age=31536000, immutable"
        return response


def mount_office_pages(app: FastAPI, *, base: str) -> None:
    """Serve the pages under `/office`, where they were built."""
    if (BUILT_PAGES / _PAGE).exists():
        app.mount(f"{base}/office", OfficePages(directory=BUILT_PAGES, html=True), name="office")
