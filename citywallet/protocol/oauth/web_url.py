"""Addresses that a message of ours or of a stranger names: checked before anybody connects to them."""

from typing import NewType
from urllib.parse import SplitResult, urlsplit

from citywallet.protocol.encoding import JsonObject, string_member
from citywallet.protocol.errors import ErrorCode, ProtocolError

WebUrl = NewType("WebUrl", str)
IssuerIdentifier = NewType("IssuerIdentifier", str)

_MAX_CHARS = 4_096
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class UrlInvalid(ProtocolError):
    """A member that must be a web address is none, or carries parts that are not allowed there."""

    code = ErrorCode.INVALID_REQUEST
    public = "An address in the message is not a valid web address."


class UrlNotSecure(ProtocolError):
    """An address uses plain http and is not on this machine."""

    code = ErrorCode.INVALID_REQUEST
    public = "Addresses must use https."


def parse_web_url(text: str) -> WebUrl:
    """Read an absolute https address without user information or fragment; the text stays as it was.

    Plain http counts only for loopback hosts, where a developer's city runs. Whether such an address may be
    connected to is decided by whoever connects.

    Raises:
        UrlInvalid: not an absolute web address.
        UrlNotSecure: http to a host that is not loopback.
    """
    split = _split(text)
    if split.fragment or "#" in text:
        raise UrlInvalid("fragment")
    return WebUrl(text)


def optional_web_url_member(members: JsonObject, name: str) -> WebUrl | None:
    """Read a web address as `parse_web_url` does, or None where the object has no such member."""
    return parse_web_url(string_member(members, name)) if name in members else None


def parse_redirect_url(text: str) -> WebUrl:
    """Like `parse_web_url`, but a fragment is allowed: a verifier may put its response code there.

    Raises:
        UrlInvalid: not an absolute web address.
        UrlNotSecure: http to a host that is not loopback.
    """
    _split(text)
    return WebUrl(text)


def parse_issuer_identifier(text: str) -> IssuerIdentifier:
    """Read the identifier of a credential issuer or authorization server: neither query nor fragment.

    Identifiers are compared as they stand, character by character; nothing is normalised here.

    Raises:
        UrlInvalid: not an absolute web address, or one with a query.
        UrlNotSecure: http to a host that is not loopback.

    Spec: OpenID4VCI 1.0, Credential Issuer Identifier.
    """
    parse_web_url(text)
    if "?" in text:
        raise UrlInvalid("query in an issuer identifier")
    return IssuerIdentifier(text)


def well_known_url(identifier: IssuerIdentifier, name: str) -> WebUrl:
    """The address of a metadata document: `/.well-known/{name}` goes between host and path.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Retrieval.
    """
    split = urlsplit(identifier)
    return WebUrl(f"{split.scheme}://{split.netloc}/.well-known/{name}{split.path.rstrip('/')}")


def host_of(url: WebUrl) -> str:
    """The host of an address, in lower case, without port."""
    return urlsplit(url).hostname or ""


def _split(text: str) -> SplitResult:
    # urlsplit silently drops tabs and line breaks; what is checked must be what is used later.
    if len(text) > _MAX_CHARS or not all("!" <= character <= "~" for character in text) or "\\" in text:
        raise UrlInvalid("length or characters")
    try:
        split = urlsplit(text)
        host, _ = split.hostname, split.port
    except ValueError as error:
        raise UrlInvalid(str(error)) from error
    if split.scheme not in ("https", "http") or not host:
        raise UrlInvalid("not an absolute web address")
    if "@" in split.netloc:
        raise UrlInvalid("user information")
    if split.scheme == "http" and host not in _LOOPBACK_HOSTS:
        raise UrlNotSecure(host)
    return split
