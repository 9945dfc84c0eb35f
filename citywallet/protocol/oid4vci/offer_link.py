"""Links that bring a credential offer into a wallet: by value, or by reference to be fetched."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit

from citywallet.protocol.encoding import parse_json_object, serialize_json
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import WebUrl, parse_web_url
from citywallet.protocol.oid4vci.credential_offer import (
    CredentialOffer,
    parse_credential_offer,
    serialize_credential_offer,
)

OFFER_SCHEME = "openid-credential-offer://"
HAIP_OFFER_SCHEME = "haip-vci://"

_SCHEMES = frozenset({"openid-credential-offer", "haip-vci", "https", "http"})
_MAX_LINK_CHARS = 32_768
_MAX_PARAMETERS = 32


class OfferLinkInvalid(ProtocolError):
    """The text is no link to a credential offer, or it holds an offer twice."""

    code = ErrorCode.INVALID_REQUEST
    public = "This is not a link to a credential offer."


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferByValue:
    """The link holds the whole offer."""

    offer: CredentialOffer


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferByReference:
    """The link names where the offer can be fetched; nothing has been fetched yet."""

    credential_offer_uri: WebUrl


def parse_offer_link(link: str) -> OfferByValue | OfferByReference:
    """Read a link of one of the known schemes, or a web link of a wallet that carries an offer.

    Raises:
        OfferLinkInvalid: another scheme, no offer, or an offer both by value and by reference.
        ProtocolError: the offer itself, or the address of the reference, is wrong.

    Spec: OpenID4VCI 1.0, Credential Offer.
    """
    values, references = _offer_parameters(link)
    if len(values) + len(references) != 1:
        raise OfferLinkInvalid("exactly one offer is required")
    if references:
        return OfferByReference(credential_offer_uri=parse_web_url(references[0]))
    return OfferByValue(offer=parse_credential_offer(parse_json_object(values[0])))


def build_offer_link(
    offer: CredentialOffer | OfferByReference | OfferByValue, *, scheme: str = OFFER_SCHEME
) -> str:
    """The link for an offer. By reference it fits a QR code that cheap cameras can read.

    Spec: OpenID4VCI 1.0, Sending Credential Offer by Reference Using `credential_offer_uri` Parameter.
    """
    if isinstance(offer, OfferByReference):
        return f"{scheme}?credential_offer_uri={quote(offer.credential_offer_uri, safe='')}"
    value = offer.offer if isinstance(offer, OfferByValue) else offer
    text = serialize_json(serialize_credential_offer(value)).decode()
    return f"{scheme}?credential_offer={quote(text, safe='')}"


def _offer_parameters(link: str) -> tuple[list[str], list[str]]:
    if len(link) > _MAX_LINK_CHARS:
        raise OfferLinkInvalid("too long")
    try:
        split = urlsplit(link.strip())
        pairs = parse_qsl(
            split.query, keep_blank_values=True, max_num_fields=_MAX_PARAMETERS, errors="strict"
        )
    except ValueError as error:
        raise OfferLinkInvalid(type(error).__name__) from error
    if split.scheme not in _SCHEMES:
        raise OfferLinkInvalid("scheme")
    values = [value for name, value in pairs if name == "credential_offer"]
    references = [value for name, value in pairs if name == "credential_offer_uri"]
    return values, references
