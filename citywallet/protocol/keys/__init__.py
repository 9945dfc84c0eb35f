"""P-256 keys: JSON Web Keys, thumbprints, and ES256 signatures as 64 raw bytes."""

from citywallet.protocol.keys.errors import (
    JwkMalformed,
    KeyNotOnCurve,
    KeyUnsupported,
    PrivateKeyExposed,
    SignatureInvalid,
    SignatureMalformed,
)
from citywallet.protocol.keys.public_jwk import (
    PublicJwk,
    parse_agreement_jwk,
    parse_public_jwk,
    public_jwk_of,
    serialize_public_jwk,
    thumbprint,
)
from citywallet.protocol.keys.signatures import verify_signature
from citywallet.protocol.keys.signing_key import EcSigningKey, SigningKey

__all__ = [
    "EcSigningKey",
    "JwkMalformed",
    "KeyNotOnCurve",
    "KeyUnsupported",
    "PrivateKeyExposed",
    "PublicJwk",
    "SignatureInvalid",
    "SignatureMalformed",
    "SigningKey",
    "parse_agreement_jwk",
    "parse_public_jwk",
    "public_jwk_of",
    "serialize_public_jwk",
    "thumbprint",
    "verify_signature",
]
