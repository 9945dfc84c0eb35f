"""The signed token that carries a list in CBOR."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from citywallet.protocol.cose import (
    COSE_SIGN1_TAG,
    CoseSign1,
    SigningHeader,
    build_signature_structure,
    parse_cose_sign1,
    serialize_cose_sign1,
    serialize_x5chain,
    verify_cose_sign1,
)
from citywallet.protocol.encoding import (
    CborInvalid,
    CborKey,
    CborMap,
    CborTag,
    CborValue,
    numeric_date,
    parse_cbor_map,
    serialize_cbor,
)
from citywallet.protocol.keys import PublicJwk
from citywallet.protocol.statuslist.claims import (
    SEQUENCE_CLAIM,
    StatusListClaims,
    VerifiedStatusList,
    verify_claims,
)
from citywallet.protocol.statuslist.compression import compress_list
from citywallet.protocol.statuslist.errors import StatusTokenMalformed
from citywallet.protocol.statuslist.status_list import StatusList

STATUS_LIST_CWT_MEDIA_TYPE = "application/statuslist+cwt"
MAX_STATUS_CWT_BYTES = 3 * 1024 * 1024

_SUB, _EXP, _IAT, _STATUS_LIST, _TTL = 2, 4, 6, 65_533, 65_534
_LAST_SECOND = 253_402_300_799  # 9999-12-31T23:59:59Z, the last that a datetime can hold


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusListCwt(StatusListClaims):
    """A token taken apart. Nothing about it is verified; its signer is found by `x5chain_of(token.message)`.

    `digest` is SHA-256 of the token's bytes. No head commits to it: a head commits to the list's root.
    """

    message: CoseSign1 = field(repr=False)
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsignedStatusListCwt:
    """A token that waits for its signature over `signing_input`."""

    signing_input: bytes = field(repr=False)
    header: SigningHeader = field(repr=False)
    payload: bytes = field(repr=False)

    def serialize(self, signature: bytes) -> bytes:
        """The signed token."""
        message: CborValue = serialize_cose_sign1(self.header, self.payload, signature)
        return serialize_cbor(CborTag(COSE_SIGN1_TAG, message))


def build_status_list_cwt(
    *,
    uri: str,
    status_list: StatusList,
    issued_at: datetime,
    expires_at: datetime,
    ttl: timedelta,
    sequence: int,
    aggregation_uri: str,
    x5chain: tuple[bytes, ...],
) -> UnsignedStatusListCwt:
    """Build a token with the same claims as `build_status_list_token`, in CBOR.

    Spec: Token Status List, Status List Token in CWT Format.
    """
    claims: CborMap = {
        _SUB: uri,
        _EXP: numeric_date(expires_at),
        _IAT: numeric_date(issued_at),
        _STATUS_LIST: {
            "bits": status_list.bits,
            "lst": compress_list(status_list.data),
            "aggregation_uri": aggregation_uri,
        },
        _TTL: int(ttl.total_seconds()),
        SEQUENCE_CLAIM: sequence,
    }
    header = SigningHeader.of(typ=STATUS_LIST_CWT_MEDIA_TYPE, unprotected=serialize_x5chain(x5chain))
    payload = serialize_cbor(claims)
    return UnsignedStatusListCwt(
        signing_input=build_signature_structure(header, payload), header=header, payload=payload
    )


def parse_status_list_cwt(encoded: bytes) -> StatusListCwt:
    """Take a status list token apart; its list stays compressed.

    Raises:
        CborInvalid, CoseMalformed: not a signed CBOR message, or too long.
        StatusTokenMalformed: a claim is absent or of the wrong type.

    Spec: Token Status List, Status List Token in CWT Format.
    """
    message = parse_cose_sign1(encoded, max_bytes=MAX_STATUS_CWT_BYTES)
    claims = _claims_of(message)
    match claims.get(_STATUS_LIST):
        case {"bits": int() as bits, "lst": bytes() as compressed}:
            pass
        case _:
            raise StatusTokenMalformed("no status list")
    uri = claims.get(_SUB)
    if not isinstance(uri, str) or not uri:
        raise StatusTokenMalformed("no subject")
    ttl = _number(claims, _TTL, minimum=1, maximum=2**32 - 1) if _TTL in claims else None
    return StatusListCwt(
        message=message,
        digest=sha256(encoded).digest(),
        uri=uri,
        issued_at=_time(claims, _IAT),
        expires_at=_time(claims, _EXP) if _EXP in claims else None,
        ttl=None if ttl is None else timedelta(seconds=ttl),
        sequence=_number(claims, SEQUENCE_CLAIM, minimum=1) if SEQUENCE_CLAIM in claims else None,
        bits=bits,
        compressed=compressed,
    )


def verify_status_list_cwt(
    token: StatusListCwt, *, key: PublicJwk, uri: str, now: datetime
) -> VerifiedStatusList:
    """Verify a token and unpack its list, as `verify_status_list_token` does with one in JSON.

    Raises:
        CoseAlgorithmRefused, CoseTypeWrong, CoseCriticalHeaderUnknown, CoseMalformed, SignatureMalformed,
            SignatureInvalid: as `verify_cose_sign1`.
        StatusListWrongUri, StatusListFromFuture, StatusListExpired, StatusBitsUnsupported, StatusListBroken,
            StatusListTooLarge: as `verify_claims`.

    Spec: Token Status List, Validation Rules.
    """
    verify_cose_sign1(token.message, key=key, typ=STATUS_LIST_CWT_MEDIA_TYPE)
    return verify_claims(token, uri=uri, now=now, digest=token.digest)


def _claims_of(message: CoseSign1) -> CborMap:
    try:
        return parse_cbor_map(message.payload or b"", max_bytes=MAX_STATUS_CWT_BYTES)
    except CborInvalid as error:
        raise StatusTokenMalformed(f"payload: {type(error).__name__}") from None


def _number(claims: CborMap, name: CborKey, *, minimum: int, maximum: int = 2**63 - 1) -> int:
    value = claims.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not minimum <= value <= maximum:
        raise StatusTokenMalformed(f"{name}: a number in range is required")
    return value


def _time(claims: CborMap, name: CborKey) -> datetime:
    return datetime.fromtimestamp(_number(claims, name, minimum=0, maximum=_LAST_SECOND), tz=UTC)
