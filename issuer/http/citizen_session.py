"""What a browser brings along on the sign-in pages: its session, and forms that are our own."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from fastapi import Request, Response

from citywallet.runtime.http import read_form
from issuer.domain.authorization_sessions import SessionOver
from issuer.domain.identity_errors import FormForeign
from issuer.http.acts import acts_of

# Browsers share cookies among the ports of a host, so the name carries the service. The prefix keeps others
# of the domain from setting it.
CITIZEN_COOKIE = "__Host-citywallet-issuer-authorization"
_MAX_SECRET_CHARS = 100
_MAX_FORM_BYTES = 8_192


def session_secret(request: Request) -> str | None:
    """The secret of the browser's session, or None."""
    secret = request.cookies.get(CITIZEN_COOKIE)
    return secret if secret and len(secret) <= _MAX_SECRET_CHARS else None


def required_secret(request: Request) -> str:
    """The secret of the browser's session.

    Raises:
        SessionOver: it brings none.
    """
    secret = session_secret(request)
    if secret is None:
        raise SessionOver("no cookie")
    return secret


def keep_secret(response: Response, secret: str) -> None:
    """Give the browser its session, for as long as it stays open.

    It comes back with a link or redirect from the sign-in service (`Lax`), never with another site's form.
    """
    response.set_cookie(CITIZEN_COOKIE, secret, path="/", secure=True, httponly=True, samesite="lax")


def forget_secret(response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(CITIZEN_COOKIE, path="/", secure=True, httponly=True, samesite="lax")


async def read_own_form(request: Request) -> Mapping[str, str]:
    """The fields of a form of this service. The caller holds its token against the session.

    Raises:
        FormForeign: the browser says that the form comes from another site.
        RequestMediaTypeWrong, RequestTooLarge, FieldsInvalid, FieldRepeated: it is no form of ours.
    """
    origin = request.headers.get("origin")
    own = urlsplit(acts_of(request).profile.credential_issuer)
    if origin is not None and origin != f"{own.scheme}://{own.netloc}":
        raise FormForeign("origin")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise FormForeign("sec-fetch-site")
    return await read_form(request, max_bytes=_MAX_FORM_BYTES)
