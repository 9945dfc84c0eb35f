"""JSON Web Signatures in compact form, signed with ES256 and nothing else."""

from citywallet.protocol.jose.compact import (
    MAX_HEADER_CHARS,
    MAX_JWS_CHARS,
    Jws,
    ProtectedHeader,
    build_signing_input,
    claims_of,
    parse_compact_jws,
    serialize_compact,
    sign_jws,
)
from citywallet.protocol.jose.errors import (
    AlgorithmRefused,
    CriticalHeaderUnknown,
    JwsMalformed,
    JwsTooLarge,
    JwsTypeWrong,
    KeyIdInvalid,
    X5cInvalid,
    X5cMissing,
)
from citywallet.protocol.jose.header import key_id_of, serialize_x5c, x5c_of
from citywallet.protocol.jose.verification import verify_jws

__all__ = [
    "MAX_HEADER_CHARS",
    "MAX_JWS_CHARS",
    "AlgorithmRefused",
    "CriticalHeaderUnknown",
    "Jws",
    "JwsMalformed",
    "JwsTooLarge",
    "JwsTypeWrong",
    "KeyIdInvalid",
    "ProtectedHeader",
    "X5cInvalid",
    "X5cMissing",
    "build_signing_input",
    "claims_of",
    "key_id_of",
    "parse_compact_jws",
    "serialize_compact",
    "serialize_x5c",
    "sign_jws",
    "verify_jws",
    "x5c_of",
]
