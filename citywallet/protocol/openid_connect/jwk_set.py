"""The keys of a provider: ES256 and RS256, found by their ids. Other keys in the set are passed over."""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from citywallet.protocol.encoding import JsonObject, array_member, decode_base64url, string_member
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.keys import (
    JwkMalformed,
    KeyUnsupported,
    PublicJwk,
    SignatureInvalid,
    parse_public_jwk,
    serialize_public_jwk,
    verify_signature,
)

_MAX_KEYS = 32
_MIN_RSA_BITS, _MAX_RSA_BITS = 2_048, 8_192
_MAX_RSA_EXPONENT = 2**32


@dataclass(frozen=True, slots=True, kw_only=True)
class RsaPublicKey:
    """An RSA public key for RS256, of 2048 to 8192 bits."""

    modulus: int
    exponent: int

    def __post_init__(self) -> None:
        if not _MIN_RSA_BITS <= self.modulus.bit_length() <= _MAX_RSA_BITS:
            raise KeyUnsupported("size of an RSA key")
        if not 3 <= self.exponent < _MAX_RSA_EXPONENT or self.exponent % 2 == 0 or self.modulus % 2 == 0:
            raise JwkMalformed("an RSA number")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderKey:
    """One key with the name by which tokens refer to it, None where it has none."""

    key_id: str | None
    key: PublicJwk | RsaPublicKey

    @property
    def algorithm(self) -> str:
        """The one algorithm that this key verifies."""
        return "ES256" if isinstance(self.key, PublicJwk) else "RS256"


def parse_jwk_set(members: JsonObject) -> tuple[ProviderKey, ...]:
    """Read the keys that can verify our two algorithms; the others are passed over.

    Raises:
        MemberInvalid: there is no array `keys`.

    Spec: JSON Web Key, JWK Set Format.
    """
    found = [_provider_key(jwk) for jwk in array_member(members, "keys")[:_MAX_KEYS] if isinstance(jwk, dict)]
    return tuple(key for key in found if key is not None)


def serialize_jwk_set(keys: Sequence[tuple[str, PublicJwk]]) -> JsonObject:
    """The JSON object of a set of named ES256 keys.

    Spec: JSON Web Key, JWK Set Format.
    """
    return {
        "keys": [
            {**serialize_public_jwk(key), "kid": key_id, "use": "sig", "alg": "ES256"} for key_id, key in keys
        ]
    }


def verify_with(key: PublicJwk | RsaPublicKey, *, message: bytes, signature: bytes) -> None:
    """Verify a signature by the key's one algorithm.

    Raises:
        SignatureMalformed, SignatureInvalid: the key did not sign the message.

    Spec: JSON Web Algorithms, Digital Signature with RSASSA-PKCS1-v1_5.
    """
    if isinstance(key, PublicJwk):
        verify_signature(key, message=message, signature=signature)
        return
    public_key = rsa.RSAPublicNumbers(key.exponent, key.modulus).public_key()
    try:
        public_key.verify(signature, message, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise SignatureInvalid from None


def _provider_key(jwk: JsonObject) -> ProviderKey | None:
    key_id = jwk.get("kid")
    try:
        key = _rsa_key(jwk) if jwk.get("kty") == "RSA" else parse_public_jwk(jwk)
    except ProtocolError:
        return None
    return ProviderKey(key_id=key_id if isinstance(key_id, str) else None, key=key)


def _rsa_key(jwk: JsonObject) -> RsaPublicKey:
    if jwk.get("alg", "RS256") != "RS256" or jwk.get("use", "sig") != "sig":
        raise KeyUnsupported("alg or use")
    return RsaPublicKey(modulus=_number(jwk, "n"), exponent=_number(jwk, "e"))


def _number(jwk: JsonObject, name: str) -> int:
    return int.from_bytes(decode_base64url(string_member(jwk, name)))
