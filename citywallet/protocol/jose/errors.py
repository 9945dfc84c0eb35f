"""What can be wrong with a signed token, the signature itself apart (see `keys.errors`).

ProtocolError
├── JwsMalformed
│   └── JwsTooLarge
├── AlgorithmRefused
├── CriticalHeaderUnknown
├── JwsTypeWrong
├── KeyIdInvalid
└── X5cInvalid
    └── X5cMissing
"""

from citywallet.protocol.errors import ProtocolError


class JwsMalformed(ProtocolError):
    """The text is not three base64url parts, or the header is not a JSON object."""

    public = "A signed token is malformed."


class JwsTooLarge(JwsMalformed):
    """The token, or its header, is longer than the reader allows."""

    public = "A signed token is too long."


class AlgorithmRefused(ProtocolError):
    """The header names another algorithm than ES256, or none."""

    public = "Only tokens signed with ES256 are accepted."


class CriticalHeaderUnknown(ProtocolError):
    """The header demands an extension that must be understood, and none is."""

    public = "A signed token demands an extension that is not supported."


class JwsTypeWrong(ProtocolError):
    """The token is of another type than the one expected at this place, or names none."""

    public = "A signed token has the wrong type."


class KeyIdInvalid(ProtocolError):
    """The key id is not a short line of visible text."""

    public = "A key id is malformed."


class X5cInvalid(ProtocolError):
    """The certificates in the header are not a short list of base64 texts."""

    public = "The certificate chain of a signed token is malformed."


class X5cMissing(X5cInvalid):
    """The header carries no certificates where the signer is found by them."""

    public = "A signed token lacks its certificate chain."
