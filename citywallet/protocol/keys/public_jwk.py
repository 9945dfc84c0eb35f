"""A P-256 public key, in and out of a JSON Web Key."""

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from citywallet.protocol.encoding import Base64UrlInvalid, JsonObject, decode_base64url, encode_base64url
from citywallet.protocol.keys.errors import JwkMalformed, KeyNotOnCurve, KeyUnsupported, PrivateKeyExposed

_CURVE = ec.SECP256R1()
_COORDINATE_BYTES = 32
_SECRET_MEMBERS = frozenset({"d", "k", "p", "q", "dp", "dq", "qi", "oth"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicJwk:
    """A point of P-256, known to be on the curve; equal and hashed by its coordinates (32 bytes each).

    Raises:
        JwkMalformed: at construction, when a coordinate has another length.
        KeyNotOnCurve: at construction, when there is no such point.
    """

    x: bytes
    y: bytes
    key: ec.EllipticCurvePublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.x) != _COORDINATE_BYTES or len(self.y) != _COORDINATE_BYTES:
            raise JwkMalformed("a coordinate is not 32 bytes")
        try:
            key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, b"\x04" + self.x + self.y)
        except ValueError:
            raise KeyNotOnCurve from None
        object.__setattr__(self, "key", key)


def parse_public_jwk(members: JsonObject) -> PublicJwk:
    """Read the P-256 public key of a signer; members that say nothing of the key are ignored.

    Raises:
        PrivateKeyExposed: a member of a private or symmetric key is present.
        KeyUnsupported: another key type, curve, algorithm or use.
        JwkMalformed: a coordinate is absent, not base64url, or not 32 bytes long.
        KeyNotOnCurve: the coordinates are not a point of the curve.

    Spec: JSON Web Algorithms, Parameters for Elliptic Curve Public Keys.
    """
    return _parse(members, algorithm="ES256", use="sig")


def parse_agreement_jwk(members: JsonObject) -> PublicJwk:
    """Read a P-256 public key with which a key is agreed for encryption; refused like that of a signer.

    Spec: JSON Web Algorithms, Parameters for Elliptic Curve Public Keys.
    """
    return _parse(members, algorithm="ECDH-ES", use="enc")


def serialize_public_jwk(jwk: PublicJwk) -> JsonObject:
    """Write the key as a JSON Web Key with the required members only."""
    return {"kty": "EC", "crv": "P-256", "x": encode_base64url(jwk.x), "y": encode_base64url(jwk.y)}


def public_jwk_of(key: object) -> PublicJwk:
    """Take the public key out of one of `cryptography`'s, that of a certificate for example.

    Raises:
        KeyUnsupported: not a P-256 public key.
    """
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyUnsupported(type(key).__name__)
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return PublicJwk(x=point[1:33], y=point[33:])


@lru_cache(maxsize=1024)
def thumbprint(jwk: PublicJwk) -> bytes:
    """SHA-256 over the required members in their one spelling: 32 bytes that name the key.

    Spec: JSON Web Key Thumbprint, JSON Web Key (JWK) Thumbprint.
    """
    x, y = encode_base64url(jwk.x), encode_base64url(jwk.y)
    return sha256(f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'.encode("ascii")).digest()


def _parse(members: JsonObject, *, algorithm: str, use: str) -> PublicJwk:
    if not _SECRET_MEMBERS.isdisjoint(members):
        raise PrivateKeyExposed
    if members.get("kty") != "EC" or members.get("crv") != "P-256":
        raise KeyUnsupported("kty or crv")
    if members.get("alg", algorithm) != algorithm or members.get("use", use) != use:
        raise KeyUnsupported("alg or use")
    return _public_jwk(_coordinate(members, "x"), _coordinate(members, "y"))


@lru_cache(maxsize=1024)
def _public_jwk(x: bytes, y: bytes) -> PublicJwk:
    """Keys come again and again, and checking a point costs as much as reading a whole disclosure."""
    return PublicJwk(x=x, y=y)


def _coordinate(members: JsonObject, name: str) -> bytes:
    text = members.get(name)
    if not isinstance(text, str):
        raise JwkMalformed(f"{name}: a string is required")
    try:
        return decode_base64url(text)
    except Base64UrlInvalid:
        raise JwkMalformed(f"{name}: not base64url") from None
