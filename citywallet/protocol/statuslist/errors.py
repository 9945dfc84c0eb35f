"""What can be wrong with a status list. Each of them means "unknown", never "valid".

ProtocolError
├── StatusReferenceInvalid
├── StatusListBroken
│   └── StatusListTooLarge
├── StatusBitsUnsupported
├── StatusIndexOutOfRange
├── StatusValueUnknown
├── StatusTokenMalformed
├── StatusListWrongUri
├── StatusListExpired
└── StatusListFromFuture
"""

from citywallet.protocol.errors import ProtocolError


class StatusReferenceInvalid(ProtocolError):
    """A credential's status does not point to an entry of a status list."""

    public = "The credential's status reference is not supported."


class StatusListBroken(ProtocolError):
    """The compressed list cannot be read, or something follows it."""

    public = "The status list cannot be read."


class StatusListTooLarge(StatusListBroken):
    """The list is larger than the reader allows, once decompressed."""

    public = "The status list is too large."


class StatusBitsUnsupported(ProtocolError):
    """An entry has a number of bits other than 1, 2, 4 or 8."""

    public = "The status list has an unsupported number of bits per entry."


class StatusIndexOutOfRange(ProtocolError):
    """The list has no such entry: nothing can be said of the credential."""

    public = "The status list has no entry for this credential."


class StatusValueUnknown(ProtocolError):
    """The entry holds a value that is neither valid, invalid nor suspended."""

    public = "The status list has a status of unknown meaning."


class StatusTokenMalformed(ProtocolError):
    """A claim of the token is absent or of the wrong type."""

    public = "The status list token is malformed."


class StatusListWrongUri(ProtocolError):
    """The token is of another list than the one the credential names."""

    public = "The status list token is of another list."


class StatusListExpired(ProtocolError):
    """The token's `exp` is reached."""

    public = "The status list token has expired."


class StatusListFromFuture(ProtocolError):
    """The token says it was issued later than now."""

    public = "The status list token is dated in the future."
