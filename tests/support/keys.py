"""Signing keys by number: the same number is the same key in every test."""

from functools import cache
from hashlib import sha512

from citywallet.protocol.keys import EcSigningKey

ISSUER = 1
HOLDER = 2
STATUS = 3
ENCRYPTION = 4
ATTACKER = 66


@cache
def a_signing_key(number: int = ISSUER) -> EcSigningKey:
    """A P-256 key derived from a number."""
    return EcSigningKey.from_secret(sha512(f"citywallet test key {number}".encode()).digest())
