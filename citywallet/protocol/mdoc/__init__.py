"""mdoc: documents of ISO/IEC 18013-5, whose data elements are shown one by one under one signature."""

from citywallet.protocol.mdoc.build import DataElement, UnsignedMdoc, build_mdoc
from citywallet.protocol.mdoc.device_authentication import (
    SessionTranscript,
    build_device_authentication,
    verify_device_signature,
)
from citywallet.protocol.mdoc.device_response import (
    PresentedMdoc,
    parse_device_response,
    serialize_device_response,
)
from citywallet.protocol.mdoc.errors import (
    DeviceAuthenticationUnsupported,
    DeviceElementsNotAuthorized,
    DeviceKeyUnsupported,
    MdocDigestDiffers,
    MdocExpired,
    MdocMalformed,
    MdocNotYetValid,
    MdocTypeDiffers,
)
from citywallet.protocol.mdoc.issuer_signed import (
    IssuerSigned,
    parse_issuer_signed,
    serialize_issuer_signed,
)
from citywallet.protocol.mdoc.issuer_signed_item import MIN_RANDOM_BYTES, IssuerSignedItem
from citywallet.protocol.mdoc.verification import (
    MDOC_FORMAT,
    VerifiedMdoc,
    check_mdoc_validity,
    verify_issuer_signed,
)

__all__ = [
    "MDOC_FORMAT",
    "MIN_RANDOM_BYTES",
    "DataElement",
    "DeviceAuthenticationUnsupported",
    "DeviceElementsNotAuthorized",
    "DeviceKeyUnsupported",
    "IssuerSigned",
    "IssuerSignedItem",
    "MdocDigestDiffers",
    "MdocExpired",
    "MdocMalformed",
    "MdocNotYetValid",
    "MdocTypeDiffers",
    "PresentedMdoc",
    "SessionTranscript",
    "UnsignedMdoc",
    "VerifiedMdoc",
    "build_device_authentication",
    "build_mdoc",
    "check_mdoc_validity",
    "parse_device_response",
    "parse_issuer_signed",
    "serialize_device_response",
    "serialize_issuer_signed",
    "verify_device_signature",
    "verify_issuer_signed",
]
