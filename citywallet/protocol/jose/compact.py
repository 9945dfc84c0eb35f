"""The compact form of a JSON Web Signature: `header.payload.signature`."""

from dataclasses import dataclass, field
from functools import lru_cache

from citywallet.protocol.encoding import (
    Base64UrlInvalid,
    JsonInvalid,
    JsonObject,
    decode_base64url,
    encode_base64url,
    parse_json_object,
    serialize_json,
)
from citywallet.protocol.jose.errors import AlgorithmRefused, JwsMalformed, JwsTooLarge
from citywallet.protocol.keys import SigningKey

MAX_JWS_CHARS = 65_536
MAX_HEADER_CHARS = 16_384

_MAX_HEADER_DEPTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Jws:
    """A token taken apart; `text` is its compact form. Nothing about it is verified."""

    header: JsonObject
    payload: bytes = field(repr=False)
    signing_input: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedHeader:
    """A header encoded once for many tokens; `encoded` is its base64url."""

    encoded: str

    @classmethod
    def of(cls, header: JsonObject) -> "ProtectedHeader":
        """Encode a header; `alg` is added, in the first place.

        Raises:
            AlgorithmRefused: `header` names another algorithm than ES256.
        """
        protected: JsonObject = {"alg": "ES256", **header}
        if protected["alg"] != "ES256":
            raise AlgorithmRefused
        return cls(encoded=encode_base64url(serialize_json(protected)))


def parse_compact_jws(text: str, *, max_chars: int = MAX_JWS_CHARS) -> Jws:
    """Take a compact JWS apart.

    Raises:
        JwsTooLarge: longer than `max_chars`, or a header longer than `MAX_HEADER_CHARS`.
        JwsMalformed: not three parts in base64url, or the header is not a JSON object.

    Spec: JSON Web Signature, JWS Compact Serialization.
    """
    if len(text) > max_chars:
        raise JwsTooLarge(f"more than {max_chars} characters")
    parts = text.split(".", 3)
    if len(parts) != 3:
        raise JwsMalformed("not three parts")
    header, payload, signature = parts
    if len(header) > MAX_HEADER_CHARS:
        raise JwsTooLarge(f"header of more than {MAX_HEADER_CHARS} characters")
    try:
        return Jws(
            header=dict(_parse_header(header)),
            payload=decode_base64url(payload),
            signing_input=text[: len(header) + 1 + len(payload)].encode("ascii"),
            signature=decode_base64url(signature),
            text=text,
        )
    except (Base64UrlInvalid, JsonInvalid) as error:
        raise JwsMalformed(f"{type(error).__name__}: {error.detail}") from None


def claims_of(jws: Jws, *, max_bytes: int = MAX_JWS_CHARS) -> JsonObject:
    """Read the payload as a JSON object. Not verified: the caller does that first, or knows why not.

    Raises:
        JwsMalformed: the payload is not a JSON object.
    """
    try:
        return parse_json_object(jws.payload, max_bytes=max_bytes)
    except JsonInvalid as error:
        raise JwsMalformed(f"payload: {type(error).__name__}") from None


def build_signing_input(header: JsonObject | ProtectedHeader, payload: bytes | JsonObject) -> bytes:
    """Build the bytes that are signed; `alg` is added to the header.

    Raises:
        AlgorithmRefused: `header` names another algorithm than ES256.

    Spec: JSON Web Signature, JWS Compact Serialization.
    """
    protected = header if isinstance(header, ProtectedHeader) else ProtectedHeader.of(header)
    body = payload if isinstance(payload, bytes) else serialize_json(payload)
    return f"{protected.encoded}.{encode_base64url(body)}".encode("ascii")


def serialize_compact(signing_input: bytes, signature: bytes) -> str:
    """Join a signing input and its signature to the compact form."""
    return f"{signing_input.decode('ascii')}.{encode_base64url(signature)}"


def sign_jws(header: JsonObject, payload: bytes | JsonObject, *, key: SigningKey) -> str:
    """Sign a payload; the compact form.

    Raises:
        AlgorithmRefused: `header` names another algorithm than ES256.
    """
    signing_input = build_signing_input(header, payload)
    return serialize_compact(signing_input, key.sign(signing_input))


@lru_cache(maxsize=64)
def _parse_header(encoded: str) -> JsonObject:
    """Read a header. Most tokens of one signer carry the same, certificates and all; callers get a copy."""
    return parse_json_object(decode_base64url(encoded), max_depth=_MAX_HEADER_DEPTH)
