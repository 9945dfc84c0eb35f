"""CBOR Object Signing: messages with one signature, made with ES256 and nothing else, and their keys."""

from citywallet.protocol.cose.errors import (
    CoseAlgorithmRefused,
    CoseCriticalHeaderUnknown,
    CoseMalformed,
    CoseTypeWrong,
    X5chainInvalid,
    X5chainMissing,
)
from citywallet.protocol.cose.key import parse_cose_key, serialize_cose_key
from citywallet.protocol.cose.sign1 import (
    COSE_SIGN1_TAG,
    MAX_COSE_BYTES,
    CoseSign1,
    SigningHeader,
    build_signature_structure,
    parse_cose_sign1,
    read_cose_sign1,
    serialize_cose_sign1,
    verify_cose_sign1,
)
from citywallet.protocol.cose.x5chain import serialize_x5chain, x5chain_of

__all__ = [
    "COSE_SIGN1_TAG",
    "MAX_COSE_BYTES",
    "CoseAlgorithmRefused",
    "CoseCriticalHeaderUnknown",
    "CoseMalformed",
    "CoseSign1",
    "CoseTypeWrong",
    "SigningHeader",
    "X5chainInvalid",
    "X5chainMissing",
    "build_signature_structure",
    "parse_cose_key",
    "parse_cose_sign1",
    "read_cose_sign1",
    "serialize_cose_key",
    "serialize_cose_sign1",
    "serialize_x5chain",
    "verify_cose_sign1",
    "x5chain_of",
]
