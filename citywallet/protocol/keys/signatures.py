"""ES256 signatures between their two forms: 64 raw bytes in JOSE, DER in the library below."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from citywallet.protocol.keys.errors import SignatureInvalid, SignatureMalformed
from citywallet.protocol.keys.public_jwk import PublicJwk

CURVE_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SIGNATURE_BYTES = 64

_ECDSA = ec.ECDSA(SHA256())


def verify_signature(key: PublicJwk, *, message: bytes, signature: bytes) -> None:
    """Verify an ES256 signature of 64 raw bytes, r before s.

    A high s is as good as a low one: half of all ES256 signatures have one. A signature is therefore not
    unique and must not serve as an identity.

    Raises:
        SignatureMalformed: not 64 bytes (DER, for example), or r or s is zero or not below the curve's order.
        SignatureInvalid: `key` did not sign `message`.

    Spec: JSON Web Algorithms, Digital Signature with ECDSA.
    """
    if len(signature) != SIGNATURE_BYTES:
        raise SignatureMalformed("not 64 bytes")
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    if not (0 < r < CURVE_ORDER and 0 < s < CURVE_ORDER):
        raise SignatureMalformed("r or s is out of range")
    try:
        key.key.verify(encode_dss_signature(r, s), message, _ECDSA)
    except InvalidSignature:
        raise SignatureInvalid from None
