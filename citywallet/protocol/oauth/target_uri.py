"""The address of a request as DPoP compares it: without query and fragment, in one spelling."""

import re
from urllib.parse import urlsplit

from citywallet.protocol.oauth.web_url import UrlInvalid

_DEFAULT_PORTS = {"https": 443, "http": 80}
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_MAX_CHARS = 4_096


def normalize_target_uri(text: str) -> str:
    """Bring an absolute http(s) address into its one spelling: case, default port, escapes and dot segments.

    Raises:
        UrlInvalid: not an absolute http or https address.

    Spec: DPoP, Checking DPoP Proofs.
    """
    if len(text) > _MAX_CHARS or not all("!" <= character <= "~" for character in text) or "\\" in text:
        raise UrlInvalid("length or characters")
    try:
        split = urlsplit(text)
        host, port = split.hostname, split.port
    except ValueError as error:
        raise UrlInvalid(str(error)) from error
    if split.scheme not in _DEFAULT_PORTS or not host or "@" in split.netloc:
        raise UrlInvalid("not an absolute web address")
    name = f"[{host}]" if ":" in host else host
    authority = name if port in (None, _DEFAULT_PORTS[split.scheme]) else f"{name}:{port}"
    return f"{split.scheme}://{authority}{_without_dots(_ESCAPE.sub(_escape, split.path))}"


def _escape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _without_dots(path: str) -> str:
    segments = path.split("/")[1:] if path else [""]
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return f"/{'/'.join(kept)}"
