"""Argon2id hashes of passwords, beside the requests: each takes memory and some thousandths of a second."""

import asyncio
from base64 import b64encode

from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION, Type, hash_secret, verify_secret

from citywallet.runtime.entropy import Entropy

# OWASP's smallest: 19 MiB, two passes, one lane. What protects an account is the growing wait.
_MEMORY_KIB, _PASSES, _LANES = 19_456, 2, 1
_SALT_BYTES, _HASH_BYTES = 16, 32
_AT_ONCE = 2


class Argon2Passwords:
    """Hashes in threads, few at a time: a flood of guesses takes neither memory nor others' turn."""

    def __init__(self, entropy: Entropy) -> None:
        self._entropy = entropy
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._nobodys = hash_of_no_password(entropy)

    async def hash(self, password: str) -> str:
        """The hash to keep, with its salt and parameters."""
        async with self._turn:
            return await asyncio.to_thread(_hash, password, self._entropy.token_bytes(_SALT_BYTES))

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Whether a password is the one behind a hash; without a hash it takes as long and is False."""
        async with self._turn:
            is_right = await asyncio.to_thread(_is_right, password, password_hash or self._nobodys)
        return is_right and password_hash is not None


def hash_of_no_password(entropy: Entropy) -> str:
    """What takes as long to compare with as any other, and is hit by guessing 32 bytes alone."""
    salt, digest = (
        b64encode(entropy.token_bytes(size)).decode().rstrip("=") for size in (_SALT_BYTES, _HASH_BYTES)
    )
    return f"$argon2id$v={ARGON2_VERSION}$m={_MEMORY_KIB},t={_PASSES},p={_LANES}${salt}${digest}"


def _hash(password: str, salt: bytes) -> str:
    hashed = hash_secret(
        password.encode(),
        salt,
        time_cost=_PASSES,
        memory_cost=_MEMORY_KIB,
        parallelism=_LANES,
        hash_len=_HASH_BYTES,
        type=Type.ID,
    )
    return hashed.decode()


def _is_right(password: str, password_hash: str) -> bool:
    try:
        return verify_secret(password_hash.encode(), password.encode(), Type.ID)
    except (VerificationError, InvalidHashError):
        return False
