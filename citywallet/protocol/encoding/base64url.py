"""Base64url without padding, one text per value and one value per text."""

from binascii import Error, a2b_base64, b2a_base64

from citywallet.protocol.errors import ProtocolError

_TO_URL = bytes.maketrans(b"+/", b"-_")

# To standard base64, whose own characters become ones that no alphabet has.
_FROM_URL = bytes.maketrans(b"-_+/=", b"+/\x00\x00\x00")
_PADDING = (b"", b"", b"==", b"=")

# The last character of a text may carry unused bits. They are zero in exactly these, by the length modulo 4.
_LAST = ((), (), tuple("AQgw"), tuple("AEIMQUYcgkosw048"))


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
    remainder = len(text) % 4
    if remainder and not text.endswith(_LAST[remainder]):
        raise Base64UrlInvalid("impossible length, or unused bits that are not zero")
    try:
        standard = text.encode("ascii").translate(_FROM_URL) + _PADDING[remainder]
        return a2b_base64(standard, strict_mode=True)
    except (UnicodeEncodeError, Error):
        raise Base64UrlInvalid("a character outside the alphabet") from None
