"""What can be wrong with a key or a signature.

ProtocolError
├── JwkMalformed
│   ├── KeyUnsupported
│   ├── KeyNotOnCurve
│   └── PrivateKeyExposed
├── SignatureMalformed
└── SignatureInvalid
"""

from citywallet.protocol.errors import ProtocolError


class JwkMalformed(ProtocolError):
    """A JSON Web Key lacks a member, or a member has the wrong form."""

    public = "A public key is malformed."


class KeyUnsupported(JwkMalformed):
    """The key is not a P-256 key for ES256 signatures, or not one for ECDH-ES where that is wanted."""

    public = "Only P-256 keys are supported, for ES256 signatures or for ECDH-ES encryption."


class KeyNotOnCurve(JwkMalformed):
    """The coordinates are not a point of P-256."""

    public = "A public key is not a point of its curve."


class PrivateKeyExposed(JwkMalformed):
    """A public key was expected, and its private half came along: the key must not be used any more."""

    public = "A private key was sent where only its public half belongs."


class SignatureMalformed(ProtocolError):
    """The signature is not two numbers of 32 bytes, each from 1 to the order of the curve less one."""

    public = "A signature is malformed."


class SignatureInvalid(ProtocolError):
    """The key did not make the signature over this message."""

    public = "A signature is not valid."
