"""Bitstring Status List: what a Token Status List says, as verifiable credentials of the W3C."""

from citywallet.protocol.bitstring.bits import bit_at, bits_of, decode_bits, encode_bits
from citywallet.protocol.bitstring.credential import (
    StatusPurpose,
    build_bitstring_credential,
    build_status_entry,
    verify_bitstring_credential,
)
from citywallet.protocol.bitstring.errors import BitstringBroken, BitstringWrong

__all__ = [
    "BitstringBroken",
    "BitstringWrong",
    "StatusPurpose",
    "bit_at",
    "bits_of",
    "build_bitstring_credential",
    "build_status_entry",
    "decode_bits",
    "encode_bits",
    "verify_bitstring_credential",
]
