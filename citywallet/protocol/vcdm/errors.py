"""What can be wrong with a verifiable credential of the W3C, the signature apart (see `jose.errors`).

ProtocolError
├── VcMalformed
├── VcNotYetValid
└── VcExpired
"""

from citywallet.protocol.errors import ProtocolError


class VcMalformed(ProtocolError):
    """A property is absent, of the wrong type, or of another version of the data model."""

    public = "The verifiable credential is malformed."


class VcNotYetValid(ProtocolError):
    """The time asked about is before `validFrom`."""

    public = "The verifiable credential is not valid yet."


class VcExpired(ProtocolError):
    """The time asked about is past `validUntil`."""

    public = "The verifiable credential has expired."
