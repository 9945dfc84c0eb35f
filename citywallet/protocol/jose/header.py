"""Header parameters by which a signer's key is looked up. None of them is trusted for what it says."""

import base64
import binascii
from functools import lru_cache

from citywallet.protocol.encoding import JsonObject, JsonValue
from citywallet.protocol.jose.compact import Jws
from citywallet.protocol.jose.errors import KeyIdInvalid, X5cInvalid, X5cMissing

_MAX_CERTIFICATES = 8
_MAX_KEY_ID_CHARS = 256


def x5c_of(jws: Jws) -> tuple[bytes, ...]:
    """Read the certificates in the header, in DER, the signer's first. They are not checked here.

    Raises:
        X5cMissing: the header has no `x5c`.
        X5cInvalid: not a list of one to eight texts in standard base64.

    Spec: JSON Web Signature, "x5c" (X.509 Certificate Chain) Header Parameter.
    """
    if "x5c" not in jws.header:
        raise X5cMissing
    chain = jws.header["x5c"]
    if not isinstance(chain, list) or not 1 <= len(chain) <= _MAX_CERTIFICATES:
        raise X5cInvalid("not a list of one to eight certificates")
    return tuple([_certificate(text) for text in chain])


def serialize_x5c(chain: tuple[bytes, ...]) -> JsonObject:
    """The header member for a chain of DER certificates, the signer's first."""
    return {"x5c": [base64.b64encode(certificate).decode("ascii") for certificate in chain]}


def key_id_of(jws: Jws) -> str | None:
    """Read the `kid` of the header, or None. Use it as a key of a map, never as part of a path or a query.

    Raises:
        KeyIdInvalid: not a string, empty, longer than 256 characters, or with characters that do not print.

    Spec: JSON Web Signature, "kid" (Key ID) Header Parameter.
    """
    return key_id_in(jws.header)


def key_id_in(members: JsonObject) -> str | None:
    """Read the `kid` of a header or key, or None; see `key_id_of`."""
    if "kid" not in members:
        return None
    key_id = members["kid"]
    if not isinstance(key_id, str) or not 1 <= len(key_id) <= _MAX_KEY_ID_CHARS or not key_id.isprintable():
        raise KeyIdInvalid
    return key_id


def _certificate(text: JsonValue) -> bytes:
    if not isinstance(text, str) or not text:
        raise X5cInvalid("a certificate is not a text")
    return _decode(text)


@lru_cache(maxsize=64)
def _decode(text: str) -> bytes:
    """Few signers sign for many holders, so the same certificates come again and again."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise X5cInvalid("a certificate is not base64") from None
