"""What can be wrong with a signed or encrypted message, the signature itself apart (see `keys.errors`).

ProtocolError
├── JwsMalformed
│   └── JwsTooLarge
├── AlgorithmRefused
├── CriticalHeaderUnknown
├── JwsTypeWrong
├── KeyIdInvalid
├── X5cInvalid
│   └── X5cMissing
├── JweMalformed
│   └── JweTooLarge
├── EncryptionRefused
├── DecryptionKeyUnknown
├── DecryptionFailed
└── EncryptionKeyInvalid
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


class JweMalformed(ProtocolError):
    """The text is not five base64url parts as ECDH-ES with AES-GCM makes them."""

    public = "An encrypted message is malformed."


class JweTooLarge(JweMalformed):
    """The message, or its header, is longer than the reader allows."""

    public = "An encrypted message is too long."


class EncryptionRefused(ProtocolError):
    """The header names another algorithm than was offered, compression, or an extension."""

    public = "Messages must be encrypted with ECDH-ES and one of the offered values of enc, uncompressed."


class DecryptionKeyUnknown(ProtocolError):
    """The header names, by `kid`, no key of the receiver."""

    public = "An encrypted message must name, by kid, the key that it was encrypted to."


class DecryptionFailed(ProtocolError):
    """The message was altered, or encrypted to another key."""

    public = "An encrypted message could not be decrypted."


class EncryptionKeyInvalid(ProtocolError):
    """What should be encrypted to is no P-256 public key with the algorithm ECDH-ES."""

    public = "The key to encrypt to must be a P-256 public key whose alg is ECDH-ES."
