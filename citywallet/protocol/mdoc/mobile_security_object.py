"""The mobile security object: what the issuer signs of a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from citywallet.protocol.cose import parse_cose_key, serialize_cose_key
from citywallet.protocol.encoding import (
    ENCODED_CBOR_TAG,
    CborInvalid,
    CborMap,
    CborTag,
    CborValue,
    parse_cbor,
    parse_cbor_map,
    serialize_cbor,
)
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.keys import PublicJwk
from citywallet.protocol.mdoc.errors import DeviceKeyUnsupported, MdocMalformed
from citywallet.protocol.statuslist import StatusReference, parse_status_claim

_VERSION = "1.0"
_DIGEST_ALGORITHM = "SHA-256"
_DIGEST_BYTES = 32
_TDATE_TAG = 0
_TDATE = "%Y-%m-%dT%H:%M:%S%z"
_MAX_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class MobileSecurityObject:
    """What the issuer signs: the type, a digest of every data element, the holder's key, times and status.

    `value_digests` are by namespace and digest id. Times have whole seconds.
    """

    doctype: str
    value_digests: Mapping[str, Mapping[int, bytes]]
    device_key: PublicJwk
    signed_at: datetime
    valid_from: datetime
    valid_until: datetime
    status: StatusReference | None


def serialize_mobile_security_object(mso: MobileSecurityObject) -> bytes:
    """Write what the issuer signs: the encoded object inside of its tag.

    Spec: ISO/IEC 18013-5, Signing method and structure for MSO.
    Spec: Token Status List, Referenced Token in COSE.
    """
    members: CborMap = {
        "version": _VERSION,
        "digestAlgorithm": _DIGEST_ALGORITHM,
        "valueDigests": {name: _in_order(digests) for name, digests in mso.value_digests.items()},
        "deviceKeyInfo": {"deviceKey": serialize_cose_key(mso.device_key)},
        "docType": mso.doctype,
        "validityInfo": {
            "signed": _tdate(mso.signed_at),
            "validFrom": _tdate(mso.valid_from),
            "validUntil": _tdate(mso.valid_until),
        },
    }
    if mso.status is not None:
        members["status"] = {"status_list": {"idx": mso.status.index, "uri": mso.status.uri}}
    return serialize_cbor(CborTag(ENCODED_CBOR_TAG, serialize_cbor(members)))


def parse_mobile_security_object(payload: bytes) -> MobileSecurityObject:
    """Read what the issuer signed; unknown members are ignored.

    Raises:
        MdocMalformed: a member is absent or of the wrong kind; another version or digest algorithm
            (`DeviceKeyUnsupported`).
        StatusReferenceInvalid: `status` does not point to an entry of a status list.

    Spec: ISO/IEC 18013-5, Signing method and structure for MSO.
    """
    members = _members(payload)
    match members:
        case {
            "version": "1.0",
            "digestAlgorithm": "SHA-256",
            "valueDigests": dict() as digests,
            "deviceKeyInfo": {"deviceKey": dict() as device_key},
            "docType": str() as doctype,
            "validityInfo": {"signed": signed, "validFrom": valid_from, "validUntil": valid_until},
        }:
            return MobileSecurityObject(
                doctype=doctype,
                value_digests={_name(name): _read_digests(ids) for name, ids in digests.items()},
                device_key=_read_device_key(device_key),
                signed_at=_read_tdate(signed),
                valid_from=_read_tdate(valid_from),
                valid_until=_read_tdate(valid_until),
                status=_read_status(members),
            )
        case _:
            raise MdocMalformed("mobile security object: a member is absent or of the wrong kind")


def _in_order(digests: Mapping[int, bytes]) -> CborMap:
    return dict(sorted(digests.items()))


def _members(payload: bytes) -> CborMap:
    try:
        match parse_cbor(payload, max_bytes=_MAX_BYTES):
            case CborTag(tag=24, value=bytes() as encoded):
                return parse_cbor_map(encoded, max_bytes=_MAX_BYTES)
    except CborInvalid as error:
        raise MdocMalformed(f"mobile security object: {type(error).__name__}") from None
    raise MdocMalformed("the mobile security object is not encoded CBOR")


def _name(name: int | str) -> str:
    if not isinstance(name, str):
        raise MdocMalformed("a namespace is no text")
    return name


def _read_digests(ids: CborValue) -> dict[int, bytes]:
    if not isinstance(ids, dict):
        raise MdocMalformed("digests")
    digests: dict[int, bytes] = {}
    for digest_id, digest in ids.items():
        if not isinstance(digest_id, int) or not isinstance(digest, bytes) or len(digest) != _DIGEST_BYTES:
            raise MdocMalformed("digests")
        digests[digest_id] = digest
    return digests


def _read_device_key(members: CborMap) -> PublicJwk:
    try:
        return parse_cose_key(members)
    except ProtocolError as error:
        raise DeviceKeyUnsupported(type(error).__name__) from None


def _read_status(members: CborMap) -> StatusReference | None:
    match members.get("status"):
        case None:
            return None
        case dict() as status:
            return parse_status_claim(status)
        case _:
            raise MdocMalformed("status")


def _tdate(time: datetime) -> CborTag:
    return CborTag(_TDATE_TAG, time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def _read_tdate(value: CborValue) -> datetime:
    """A time in UTC with whole seconds; other forms of RFC 3339 are not allowed there."""
    match value:
        case CborTag(tag=0, value=str() as text) if text.endswith("Z"):
            try:
                return datetime.strptime(text, _TDATE).astimezone(UTC)
            except ValueError:
                pass
    raise MdocMalformed("a time is not in UTC with whole seconds")
