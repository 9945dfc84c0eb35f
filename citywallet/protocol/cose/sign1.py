"""COSE_Sign1: one signer's signature over one payload, with ES256 and nothing else."""

from dataclasses import dataclass, field
from typing import Final

from citywallet.protocol.cose.errors import (
    CoseAlgorithmRefused,
    CoseCriticalHeaderUnknown,
    CoseMalformed,
    CoseTypeWrong,
)
from citywallet.protocol.encoding import (
    CborInvalid,
    CborMap,
    CborTag,
    CborValue,
    parse_cbor,
    parse_cbor_map,
    serialize_cbor,
)
from citywallet.protocol.keys import PublicJwk, verify_signature

COSE_SIGN1_TAG: Final = 18
MAX_COSE_BYTES: Final = 65_536

_ALG, _CRIT, _TYP = 1, 2, 16
_ES256 = -7
_MAX_HEADER_BYTES = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class CoseSign1:
    """A message taken apart; nothing about it is verified.

    `protected` is read from `protected_bytes`, which are what is signed. `payload` is None where it is sent
    another way.
    """

    protected: CborMap
    unprotected: CborMap
    payload: bytes | None = field(repr=False)
    signature: bytes = field(repr=False)
    protected_bytes: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningHeader:
    """Both headers of a message that is to be signed, encoded once for many."""

    protected_bytes: bytes
    unprotected: CborMap

    @classmethod
    def of(cls, *, typ: str | None, unprotected: CborMap) -> "SigningHeader":
        """A header that names ES256 and, where this kind of message has one, its type."""
        protected: CborMap = {_ALG: _ES256}
        if typ is not None:
            protected[_TYP] = typ
        return cls(protected_bytes=serialize_cbor(protected), unprotected=unprotected)


def parse_cose_sign1(encoded: bytes, *, max_bytes: int = MAX_COSE_BYTES) -> CoseSign1:
    """Take a message apart, tagged or not.

    Raises:
        CborInvalid: not CBOR, or too long.
        CoseMalformed: as `read_cose_sign1`.

    Spec: COSE, Signing with One Signer.
    """
    value = parse_cbor(encoded, max_bytes=max_bytes)
    if isinstance(value, CborTag):
        if value.tag != COSE_SIGN1_TAG:
            raise CoseMalformed(f"tag {value.tag}")
        value = value.value
    return read_cose_sign1(value)


def read_cose_sign1(value: CborValue) -> CoseSign1:
    """Take an untagged message apart that stands inside of another.

    Raises:
        CoseMalformed: not four parts of the right kinds, or a header parameter in both headers.

    Spec: COSE, Signing with One Signer.
    """
    match value:
        case [bytes() as signed, dict() as unprotected, bytes() | None as payload, bytes() as signature]:
            protected = _parse_protected(signed)
        case _:
            raise CoseMalformed("not four parts")
    if not protected.keys().isdisjoint(unprotected):
        raise CoseMalformed("one parameter in both headers")
    return CoseSign1(
        protected=protected,
        unprotected=unprotected,
        payload=payload,
        signature=signature,
        protected_bytes=signed,
    )


def build_signature_structure(header: SigningHeader, payload: bytes) -> bytes:
    """Build the bytes that are signed.

    Spec: COSE, Signing and Verification Process.
    """
    return _to_be_signed(header.protected_bytes, payload)


def serialize_cose_sign1(header: SigningHeader, payload: bytes | None, signature: bytes) -> list[CborValue]:
    """The message as a CBOR value, untagged; a `payload` of None is sent another way.

    Spec: COSE, Signing with One Signer.
    """
    return [header.protected_bytes, header.unprotected, payload, signature]


def verify_cose_sign1(
    message: CoseSign1, *, key: PublicJwk, typ: str | None, detached_payload: bytes | None = None
) -> bytes:
    """Verify a message's signature and type, and give its payload, or the one that was sent another way.

    The algorithm follows from the key, which is P-256. The protected header must agree, and chooses nothing.
    `typ` is None for kinds of messages that have none; then one with a type is refused.

    Raises:
        CoseAlgorithmRefused: the protected `alg` is not exactly ES256.
        CoseCriticalHeaderUnknown: the header carries `crit`.
        CoseTypeWrong: the protected `typ` is not exactly `typ`.
        CoseMalformed: the payload is there twice or not at all.
        SignatureMalformed: the signature is not a pair of numbers in range.
        SignatureInvalid: `key` did not sign this message.

    Spec: COSE, Signing and Verification Process.
    """
    # (1) The key fixes the algorithm. One that stands unprotected could have been put there by anybody.
    if message.protected.get(_ALG) != _ES256:
        raise CoseAlgorithmRefused
    # (2) Nothing marked critical is understood here, so every `crit` is refused.
    if _CRIT in message.protected or _CRIT in message.unprotected:
        raise CoseCriticalHeaderUnknown
    # (3) A message made for one place must not be used at another.
    if message.protected.get(_TYP) != typ or _TYP in message.unprotected:
        raise CoseTypeWrong(f"expected {typ}")
    # (4) The signature covers header and payload as they were received.
    if (message.payload is None) == (detached_payload is None):
        raise CoseMalformed("exactly one payload is required")
    payload = message.payload if detached_payload is None else detached_payload
    assert payload is not None
    verify_signature(
        key, message=_to_be_signed(message.protected_bytes, payload), signature=message.signature
    )
    return payload


def _to_be_signed(protected_bytes: bytes, payload: bytes) -> bytes:
    return serialize_cbor(["Signature1", protected_bytes, b"", payload])


def _parse_protected(encoded: bytes) -> CborMap:
    if not encoded:
        return {}
    try:
        return parse_cbor_map(encoded, max_bytes=_MAX_HEADER_BYTES)
    except CborInvalid as error:
        raise CoseMalformed(f"protected header: {type(error).__name__}") from None
