"""What can be wrong with an mdoc, the COSE signatures apart (see `cose.errors`).

ProtocolError
├── MdocMalformed
│   └── DeviceKeyUnsupported
├── MdocDigestDiffers
├── MdocTypeDiffers
├── MdocNotYetValid
├── MdocExpired
├── DeviceAuthenticationUnsupported
└── DeviceElementsNotAuthorized
"""

from citywallet.protocol.errors import ProtocolError


class MdocMalformed(ProtocolError):
    """A part of the document is absent, of the wrong kind, or there twice."""

    public = "The mobile document is malformed."


class DeviceKeyUnsupported(MdocMalformed):
    """The holder's key is not a P-256 public key."""

    public = "The mobile document names its holder's key in a form that is not supported."


class MdocDigestDiffers(ProtocolError):
    """A data element is not among those that the issuer signed."""

    public = "A data element of the mobile document is not the one that was issued."


class MdocTypeDiffers(ProtocolError):
    """The issuer signed another document type than the one that the document names."""

    public = "The mobile document is of another type than it says."


class MdocNotYetValid(ProtocolError):
    """The time asked about is before the document's `validFrom`, or before it was signed."""

    public = "The mobile document is not valid yet."


class MdocExpired(ProtocolError):
    """The time asked about is at or past the document's `validUntil`."""

    public = "The mobile document has expired."


class DeviceAuthenticationUnsupported(ProtocolError):
    """The holder authenticated by a MAC, or not at all, where a signature is required."""

    public = "The mobile document must be presented with a signature by its holder's key."


class DeviceElementsNotAuthorized(ProtocolError):
    """The holder added data elements that the issuer did not allow to the key."""

    public = "The mobile document holds data elements that its issuer did not authorise."
