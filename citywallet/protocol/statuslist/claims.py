"""What the signed token of a list says, in JSON and in CBOR alike."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from citywallet.protocol.statuslist.compression import MAX_LIST_BYTES, decompress_list
from citywallet.protocol.statuslist.errors import (
    StatusListExpired,
    StatusListFromFuture,
    StatusListWrongUri,
)
from citywallet.protocol.statuslist.status_list import StatusList

SEQUENCE_CLAIM = "citywallet_sequence"

_CLOCK_LEEWAY = timedelta(seconds=60)

# A token is read, verified and unpacked once, not once for each card: what its bytes say never changes. Times
# are held against every time anew, and failures are not remembered.
RESIDENT_LISTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusListClaims:
    """The claims of a token. `sequence` is None in lists that are not anchored by us."""

    uri: str
    issued_at: datetime
    expires_at: datetime | None
    ttl: timedelta | None
    sequence: int | None
    bits: int
    compressed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedStatusList:
    """A list whose token is signed, of the list asked for, and not expired. How old it may be is policy.

    `digest` is SHA-256 of the token: of the JWT's text, or of the CWT's bytes.
    """

    uri: str
    status_list: StatusList
    sequence: int | None
    issued_at: datetime
    expires_at: datetime | None
    ttl: timedelta | None
    digest: bytes


def verify_claims(claims: StatusListClaims, *, uri: str, now: datetime, digest: bytes) -> VerifiedStatusList:
    """Hold the claims of a token, whose signature is verified, against list and time; and unpack the list.

    Raises:
        StatusListWrongUri, StatusListFromFuture, StatusListExpired: the claim of that meaning is wrong.
        StatusBitsUnsupported, StatusListBroken, StatusListTooLarge: the list cannot be read.

    Spec: Token Status List, Validation Rules.
    """
    # (4a) The list that the credential names; else one issuer's list could answer for another's.
    if claims.uri != uri:
        raise StatusListWrongUri
    # (4b), (4c) Its times.
    if claims.issued_at > now + _CLOCK_LEEWAY:
        raise StatusListFromFuture
    if claims.expires_at is not None and now >= claims.expires_at:
        raise StatusListExpired
    # (5) The list itself, bounded.
    return VerifiedStatusList(
        uri=claims.uri,
        status_list=_unpack(claims.compressed, claims.bits),
        sequence=claims.sequence,
        issued_at=claims.issued_at,
        expires_at=claims.expires_at,
        ttl=claims.ttl,
        digest=digest,
    )


@lru_cache(maxsize=RESIDENT_LISTS)
def _unpack(compressed: bytes, bits: int) -> StatusList:
    return StatusList(bits=bits, data=decompress_list(compressed, limit=MAX_LIST_BYTES))
