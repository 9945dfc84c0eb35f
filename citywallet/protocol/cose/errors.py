"""What can be wrong with a signed CBOR message, the signature itself apart (see `keys.errors`).

ProtocolError
├── CoseMalformed
├── CoseAlgorithmRefused
├── CoseCriticalHeaderUnknown
├── CoseTypeWrong
└── X5chainInvalid
    └── X5chainMissing
"""

from citywallet.protocol.errors import ProtocolError


class CoseMalformed(ProtocolError):
    """Not a COSE_Sign1 of four parts, or a header that is no map, or is in both places."""

    public = "A signed CBOR message is malformed."


class CoseAlgorithmRefused(ProtocolError):
    """The protected header names another algorithm than ES256, or none."""

    public = "Only CBOR messages signed with ES256 are accepted."


class CoseCriticalHeaderUnknown(ProtocolError):
    """The header demands an extension that must be understood, and none is."""

    public = "A signed CBOR message demands an extension that is not supported."


class CoseTypeWrong(ProtocolError):
    """The message is of another type than the one expected at this place."""

    public = "A signed CBOR message has the wrong type."


class X5chainInvalid(ProtocolError):
    """The certificates in the header are not a short list of byte strings."""

    public = "The certificate chain of a signed CBOR message is malformed."


class X5chainMissing(X5chainInvalid):
    """The header carries no certificates where the signer is found by them."""

    public = "A signed CBOR message lacks its certificate chain."
