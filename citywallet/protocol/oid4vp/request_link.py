"""Links that bring a presentation request into a wallet."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, quote, urlsplit

from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import WebUrl, parse_web_url

REQUEST_SCHEME = "openid4vp://"
HAIP_REQUEST_SCHEME = "haip-vp://"

_SCHEMES = frozenset({"openid4vp", "haip-vp", "https", "http"})
_MAX_LINK_CHARS = 65_536
_MAX_PARAMETERS = 64


class RequestLinkInvalid(ProtocolError):
    """The text is no link to a presentation request, or it repeats a parameter."""

    code = ErrorCode.INVALID_REQUEST
    public = "This is not a link to a request for credentials."


class ClientIdMissing(ProtocolError):
    """The link does not say who asks."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter client_id is missing."


class RequestUnsigned(ProtocolError):
    """The request stands in the link itself, without a signature: anybody could have written it."""

    code = ErrorCode.INVALID_REQUEST
    public = "The request must be signed."


class RequestUriMethodInvalid(ProtocolError):
    """`request_uri_method` is neither `get` nor `post`."""

    code = ErrorCode.INVALID_REQUEST_URI_METHOD
    public = "The request_uri_method must be get or post."


class RequestUriMethod(StrEnum):
    """How the wallet fetches the request object."""

    GET = "get"
    POST = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestByReference:
    """The signed request lies at `request_uri`. `client_id` counts only once the request repeats it."""

    client_id: str
    request_uri: WebUrl
    method: RequestUriMethod = RequestUriMethod.GET


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestByValue:
    """The link holds the signed request object."""

    client_id: str
    request_object: str


def parse_request_link(link: str) -> RequestByReference | RequestByValue:
    """Read a link of one of the known schemes, or a web link of a wallet that carries a request.

    Raises:
        RequestLinkInvalid: another scheme, a repeated parameter, or both kinds of request.
        ClientIdMissing: no `client_id`.
        RequestUnsigned: neither `request` nor `request_uri`.
        RequestUriMethodInvalid: an unknown method.
        UrlInvalid: the address of the request is no web address.
        UrlNotSecure: the address of the request is plain http beyond this machine.

    Spec: OpenID4VP 1.0, Authorization Request.
    """
    parameters = _parameters(link)
    client_id = parameters.get("client_id")
    if not client_id:
        raise ClientIdMissing()
    if "request" in parameters and "request_uri" in parameters:
        raise RequestLinkInvalid("both request and request_uri")
    if "request_uri" in parameters:
        return RequestByReference(
            client_id=client_id,
            request_uri=parse_web_url(parameters["request_uri"]),
            method=_parse_method(parameters.get("request_uri_method", RequestUriMethod.GET)),
        )
    if "request_uri_method" in parameters:
        raise RequestLinkInvalid("request_uri_method without request_uri")
    if "request" not in parameters:
        raise RequestUnsigned()
    return RequestByValue(client_id=client_id, request_object=parameters["request"])


def build_request_link(request: RequestByReference, *, scheme: str = REQUEST_SCHEME) -> str:
    """The link for a request; short enough for a QR code.

    Spec: OpenID4VP 1.0, Authorization Request.
    """
    link = (
        f"{scheme}?client_id={quote(request.client_id, safe='')}"
        f"&request_uri={quote(request.request_uri, safe='')}"
    )
    return link if request.method is RequestUriMethod.GET else f"{link}&request_uri_method={request.method}"


def _parameters(link: str) -> dict[str, str]:
    if len(link) > _MAX_LINK_CHARS:
        raise RequestLinkInvalid("too long")
    try:
        split = urlsplit(link.strip())
        pairs = parse_qsl(
            split.query, keep_blank_values=True, max_num_fields=_MAX_PARAMETERS, errors="strict"
        )
    except ValueError as error:
        raise RequestLinkInvalid(type(error).__name__) from error
    if split.scheme not in _SCHEMES:
        raise RequestLinkInvalid("scheme")
    # Two values of one parameter would let the check see the first and the use the second.
    if len({name for name, _ in pairs}) != len(pairs):
        raise RequestLinkInvalid("a repeated parameter")
    return dict(pairs)


def _parse_method(text: str) -> RequestUriMethod:
    if text not in list(RequestUriMethod):
        raise RequestUriMethodInvalid(text[:20])
    return RequestUriMethod(text)
