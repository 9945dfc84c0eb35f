"""One disclosure: the salted plain text of a claim, and the digest that stands for it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from citywallet.protocol.encoding import (
    Base64UrlInvalid,
    JsonInvalid,
    JsonObject,
    JsonValue,
    decode_base64url,
    encode_base64url,
    parse_json,
)
from citywallet.protocol.sdjwt.errors import DisclosureMalformed, HashAlgorithmRefused, SdJwtTooLarge

ClaimPath: TypeAlias = tuple[str | int | None, ...]
"""Where a claim stands: member names, indexes of array elements, and None for every element of an array."""

DEFAULT_HASH_ALGORITHM = "sha-256"
RESERVED_NAMES = frozenset({"_sd", "...", "_sd_alg"})

_MAX_DISCLOSURE_CHARS = 32_768
_HASHES: dict[str, Callable[[bytes], "hashlib._Hash"]] = {
    "sha-256": hashlib.sha256,
    "sha-384": hashlib.sha384,
    "sha-512": hashlib.sha512,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """A disclosure as it was sent; `name` is None for an array element."""

    text: str = field(repr=False)
    digest: str
    salt: str = field(repr=False)
    name: str | None
    value: JsonValue = field(repr=False)


def parse_disclosure(text: str, *, hash_algorithm: str) -> Disclosure:
    """Read one disclosure and compute its digest.

    Raises:
        DisclosureMalformed: not base64url of a JSON array of two or three elements, a salt or name that is
            not a string.
        SdJwtTooLarge: longer than 32 KiB.

    Spec: SD-JWT, Disclosures.
    """
    if len(text) > _MAX_DISCLOSURE_CHARS:
        raise SdJwtTooLarge(f"disclosure of more than {_MAX_DISCLOSURE_CHARS} characters")
    try:
        elements = parse_json(decode_base64url(text))
    except (Base64UrlInvalid, JsonInvalid) as error:
        raise DisclosureMalformed(type(error).__name__) from None
    if not isinstance(elements, list) or not 2 <= len(elements) <= 3:
        raise DisclosureMalformed("not an array of two or three elements")
    salt, value = elements[0], elements[-1]
    if not isinstance(salt, str):
        raise DisclosureMalformed("the salt is not a string")
    name: str | None = None
    if len(elements) == 3:
        given = elements[1]
        if not isinstance(given, str):
            raise DisclosureMalformed("the name is not a string")
        name = given
    digest = digest_of(text, hash_algorithm=hash_algorithm)
    return Disclosure(text=text, digest=digest, salt=salt, name=name, value=value)


def digest_of(text: str, *, hash_algorithm: str) -> str:
    """Digest of a disclosure or of a whole SD-JWT, base64url.

    Spec: SD-JWT, Hashing Disclosures.
    """
    return encode_base64url(_HASHES[hash_algorithm](text.encode("ascii")).digest())


def hash_algorithm_of(payload: JsonObject) -> str:
    """The hash of an SD-JWT's digests, SHA-256 where it names none.

    Raises:
        HashAlgorithmRefused: unknown, weak (SHA-1), or not a string.

    Spec: SD-JWT, Hash Function Claim.
    """
    algorithm = payload.get("_sd_alg", DEFAULT_HASH_ALGORITHM)
    if not isinstance(algorithm, str) or algorithm not in _HASHES:
        raise HashAlgorithmRefused
    return algorithm
