"""Where an authorization server sends a browser back to: an address of the client, compared to the letter."""

import re
from typing import NewType
from urllib.parse import urlsplit

from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth.web_url import UrlInvalid, UrlNotSecure, parse_web_url

RedirectUri = NewType("RedirectUri", str)

_MAX_CHARS = 2_048
_HOST = re.compile(r"[A-Za-z0-9.\-\[\]:]+")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(.+)")
# A browser does not open these with an application, but runs or shows them itself.
_FORBIDDEN_SCHEMES = frozenset({"javascript", "data", "vbscript", "blob", "file", "about", "filesystem"})


class RedirectUriMissing(ProtocolError):
    """The request does not say where the browser is to be sent back to."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter redirect_uri is missing."


class RedirectUriInvalid(ProtocolError):
    """The address to go back to is none, has a fragment, or is plain http beyond this machine."""

    code = ErrorCode.INVALID_REQUEST
    public = "The redirect_uri is not an address that a browser may be sent to."


def parse_redirect_uri(text: str) -> RedirectUri:
    """Read an absolute address without fragment: https, http on loopback, or a scheme of an application.

    Raises:
        RedirectUriInvalid: anything else.

    Spec: OAuth 2.0 Authorization Framework, Redirection Endpoint.
    """
    if len(text) > _MAX_CHARS or not all("!" <= character <= "~" for character in text) or "#" in text:
        raise RedirectUriInvalid("length, characters or fragment")
    found = _SCHEME.fullmatch(text)
    if found is None or found[1].lower() in _FORBIDDEN_SCHEMES:
        raise RedirectUriInvalid("scheme")
    if found[1].lower() in ("http", "https"):
        try:
            parse_web_url(text)
        except (UrlInvalid, UrlNotSecure) as error:
            raise RedirectUriInvalid(type(error).__name__) from error
        if not _HOST.fullmatch(urlsplit(text).netloc):
            raise RedirectUriInvalid("host")
    return RedirectUri(text)


def redirect_target(uri: RedirectUri) -> str:
    """What a page's policy names so that a form may lead there: an origin, or a scheme with its colon."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}:"


def with_fields(uri: RedirectUri, encoded: str) -> str:
    """The address with a query added to the one that it may have."""
    if "?" not in uri:
        return f"{uri}?{encoded}"
    return f"{uri}{encoded}" if uri.endswith(("?", "&")) else f"{uri}&{encoded}"
