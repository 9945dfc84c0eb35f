"""In which language a browser's reader wants the pages, and that it stays so."""

from fastapi import Request, Response

from citywallet.runtime.http import read_query
from citywallet.runtime.pages import Language, chosen_language, preferred_language

LANGUAGE_COOKIE = "__Host-citywallet-issuer-language"
_LANGUAGE_SECONDS = 86_400 * 30


def language_of(request: Request) -> Language:
    """The language that the reader chose just now or before, else the one that the browser prefers."""
    chosen = chosen_language(read_query(request).get("lang"))
    kept = chosen_language(request.cookies.get(LANGUAGE_COOKIE))
    return chosen or kept or preferred_language(request.headers.get("accept-language"))


def keep_language(request: Request, response: Response) -> None:
    """Remember the language where a link just chose one."""
    chosen = chosen_language(read_query(request).get("lang"))
    if chosen is not None:
        response.set_cookie(
            LANGUAGE_COOKIE,
            chosen.value,
            max_age=_LANGUAGE_SECONDS,
            path="/",
            secure=True,
            httponly=True,
            samesite="lax",
        )
