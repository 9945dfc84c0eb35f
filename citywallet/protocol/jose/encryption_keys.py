"""Keys that messages are encrypted to, and the private halves that open them."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from citywallet.protocol.encoding import JsonObject, encode_base64url
from citywallet.protocol.jose.errors import EncryptionKeyInvalid, KeyIdInvalid
from citywallet.protocol.jose.header import key_id_in
from citywallet.protocol.keys import (
    JwkMalformed,
    PublicJwk,
    parse_agreement_jwk,
    public_jwk_of,
    serialize_public_jwk,
    thumbprint,
)

KEY_AGREEMENT = "ECDH-ES"


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptionKey:
    """A public key to encrypt to; `key_id` comes back in the header, if the receiver gave one."""

    public: PublicJwk
    key_id: str | None


class DecryptionKey:
    """A P-256 private key held in memory, which opens what was encrypted to it and signs nothing."""

    __slots__ = ("_private_key", "_public")

    def __init__(self, private_key: ec.EllipticCurvePrivateKey) -> None:
        """Take a key of `cryptography`.

        Raises:
            KeyUnsupported: the key is on another curve.
        """
        self._public = public_jwk_of(private_key.public_key())
        self._private_key = private_key

    @property
    def private_key(self) -> ec.EllipticCurvePrivateKey:
        """The library's own object."""
        return self._private_key

    @property
    def key_id(self) -> str:
        """The name of the key: its thumbprint in base64url."""
        return encode_base64url(thumbprint(self._public))

    @property
    def encryption_key(self) -> EncryptionKey:
        """The public half, to be published."""
        return EncryptionKey(public=self._public, key_id=self.key_id)

    def __repr__(self) -> str:
        return f"DecryptionKey(key_id={self.key_id!r})"


def parse_encryption_key(members: JsonObject) -> EncryptionKey:
    """Read a public key to encrypt to.

    Raises:
        EncryptionKeyInvalid: no P-256 public key, `alg` absent or not ECDH-ES, or a wrong `kid`.

    Spec: OpenID4VCI 1.0, Encrypted Credential Requests and Responses.
    """
    if members.get("alg") != KEY_AGREEMENT:
        raise EncryptionKeyInvalid("alg")
    try:
        return EncryptionKey(public=parse_agreement_jwk(members), key_id=key_id_in(members))
    except (JwkMalformed, KeyIdInvalid) as error:
        raise EncryptionKeyInvalid(type(error).__name__) from error


def serialize_encryption_key(key: EncryptionKey) -> JsonObject:
    """Write the key as a JSON Web Key that says what it is for."""
    members = serialize_public_jwk(key.public) | {"alg": KEY_AGREEMENT, "use": "enc"}
    return members if key.key_id is None else members | {"kid": key.key_id}
