"""Base64url without padding, one text per value and one value per text."""

from binascii import a2b_base64, b2a_base64

from citywallet.protocol.errors import ProtocolError

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_", b"+/")

# The last character of a text may carry unused bits. They are zero in exactly these characters.
_LAST_OF_TWO = frozenset(b"AQgw")
_LAST_OF_THREE = frozenset(b"AEIMQUYcgkosw048")


class Base64UrlInvalid(ProtocolError):
    """The text is not base64url in its only accepted form."""

    public = "A value is not base64url without padding."


def encode_base64url(value: bytes) -> str:
    """Encode bytes as base64url without padding.

    Spec: JSON Web Signature, Terminology.
    """
    return b2a_base64(value, newline=False).translate(_TO_URL, b"=").decode("ascii")


def decode_base64url(text: str) -> bytes:
    """Decode base64url, refusing every text that `encode_base64url` would not have written.

    Raises:
        Base64UrlInvalid: padding, white space, a foreign character, an impossible length, or unused bits that
            are not zero. A lenient reader would accept many texts for one value, and with them many hashes.

    Spec: JSON Web Signature, Terminology.
    """
    try:
        encoded = text.encode("ascii")
    except UnicodeEncodeError:
        raise Base64UrlInvalid("not ASCII") from None
    if encoded.translate(None, _ALPHABET):
        raise Base64UrlInvalid("a character outside the alphabet")
    remainder = len(encoded) % 4
    if remainder == 0:
        return a2b_base64(encoded.translate(_FROM_URL))
    if remainder == 1:
        raise Base64UrlInvalid("impossible length")
    if encoded[-1] not in (_LAST_OF_TWO if remainder == 2 else _LAST_OF_THREE):
        raise Base64UrlInvalid("unused bits are not zero")
    return a2b_base64(encoded.translate(_FROM_URL) + b"==")
