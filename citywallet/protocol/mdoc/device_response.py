"""A presentation: documents with the data elements that the holder shows, each signed by its holder's key."""

from dataclasses import dataclass, field

from citywallet.protocol.cose import CoseSign1, read_cose_sign1
from citywallet.protocol.encoding import CborTag, CborValue, parse_cbor_map, serialize_cbor
from citywallet.protocol.mdoc.device_authentication import (
    NO_DEVICE_ELEMENTS,
    serialize_device_signature,
)
from citywallet.protocol.mdoc.errors import (
    DeviceAuthenticationUnsupported,
    DeviceElementsNotAuthorized,
    MdocMalformed,
)
from citywallet.protocol.mdoc.issuer_signed import (
    MAX_ISSUER_SIGNED_BYTES,
    IssuerSigned,
    read_issuer_signed,
    serialize_issuer_signed,
)

MAX_DOCUMENTS = 8

_VERSION = "1.0"
_STATUS_OK = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentedMdoc:
    """A document as it was presented; neither signature is verified."""

    doctype: str
    issuer_signed: IssuerSigned
    device_signature: CoseSign1 = field(repr=False)


def serialize_device_response(doctype: str, issuer_signed: IssuerSigned, *, signature: bytes) -> bytes:
    """Write the presentation of one document; `signature` is over `build_device_authentication`.

    Spec: ISO/IEC 18013-5, Device retrieval mdoc response.
    """
    document: CborValue = {
        "docType": doctype,
        "issuerSigned": serialize_issuer_signed(issuer_signed),
        "deviceSigned": {
            "nameSpaces": NO_DEVICE_ELEMENTS,
            "deviceAuth": {"deviceSignature": serialize_device_signature(signature)},
        },
    }
    return serialize_cbor({"version": _VERSION, "documents": [document], "status": _STATUS_OK})


def parse_device_response(encoded: bytes) -> tuple[PresentedMdoc, ...]:
    """Read a presentation of one to eight documents.

    Raises:
        CborInvalid: not CBOR, or too long.
        MdocMalformed, CoseMalformed: a part is absent or of the wrong kind.
        DeviceAuthenticationUnsupported: a document without the holder's signature.
        DeviceElementsNotAuthorized: a document with data elements of the holder's own.

    Spec: ISO/IEC 18013-5, Device retrieval mdoc response.
    """
    match parse_cbor_map(encoded, max_bytes=2 * MAX_ISSUER_SIGNED_BYTES):
        case {"version": "1.0", "documents": list() as documents, "status": 0} if (
            1 <= len(documents) <= MAX_DOCUMENTS
        ):
            return tuple(_read_document(document) for document in documents)
        case _:
            raise MdocMalformed("no response of version 1.0 with documents and the status 0")


def _read_document(value: CborValue) -> PresentedMdoc:
    match value:
        case {
            "docType": str() as doctype,
            "issuerSigned": issuer_signed,
            "deviceSigned": {"nameSpaces": CborTag() as elements, "deviceAuth": dict() as authentication},
        }:
            # The issuer signs no key authorizations, so that there is nothing that a holder may add.
            if elements != NO_DEVICE_ELEMENTS:
                raise DeviceElementsNotAuthorized
            if "deviceSignature" not in authentication:
                raise DeviceAuthenticationUnsupported
            return PresentedMdoc(
                doctype=doctype,
                issuer_signed=read_issuer_signed(issuer_signed),
                device_signature=read_cose_sign1(authentication["deviceSignature"]),
            )
        case _:
            raise MdocMalformed("a document lacks a part")
