"""Cookies of the office's pages, and the proof that a request comes from one of them."""

import hmac
from urllib.parse import urlsplit

from fastapi import Request, Response

from issuer.domain.profile import IssuerProfile
from issuer.domain.sessions import RequestNotOurs, csrf_token_of
from issuer.domain.sign_in import SIGN_IN_LIFETIME

# The name carries the service: all ports of localhost share their cookies.
SESSION_COOKIE = "__Host-citywallet-issuer-office"
SIGN_IN_COOKIE = "__Host-citywallet-issuer-office-sign-in"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD"})


def set_session_cookie(response: Response, secret: str) -> None:
    """Hand a session to the browser; it forgets it when it is closed, we after its time."""
    _set(response, SESSION_COOKIE, secret, max_age_seconds=None)
    _set(response, SIGN_IN_COOKIE, "", max_age_seconds=0)


def set_sign_in_cookie(response: Response, secret: str) -> None:
    """Hand the browser what its second step must show."""
    seconds = int(SIGN_IN_LIFETIME.total_seconds())
    _set(response, SIGN_IN_COOKIE, secret, max_age_seconds=seconds)


def clear_session_cookie(response: Response) -> None:
    """Have the browser forget its session."""
    _set(response, SESSION_COOKIE, "", max_age_seconds=0)


def check_same_origin(request: Request, profile: IssuerProfile) -> None:
    """Make sure that a page of ours sent a request that changes something.

    Raises:
        RequestNotOurs: the origin is another, or missing.
    """
    if request.method in SAFE_METHODS:
        return
    parts = urlsplit(profile.credential_issuer)
    if request.headers.getlist("origin") != [f"{parts.scheme}://{parts.netloc}"]:
        raise RequestNotOurs("origin")


def check_csrf_token(request: Request, secret: str) -> None:
    """Make sure that whoever asks for a change knows the session's own token.

    Raises:
        RequestNotOurs: the header is missing or of another session.
    """
    if request.method in SAFE_METHODS:
        return
    shown = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(shown.encode(), csrf_token_of(secret).encode()):
        raise RequestNotOurs("token")


def _set(response: Response, name: str, value: str, *, max_age_seconds: int | None) -> None:
    response.set_cookie(
        name, value, max_age=max_age_seconds, path="/", secure=True, httponly=True, samesite="strict"
    )
