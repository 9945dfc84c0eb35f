"""What can be wrong with a bitstring status list. Each of them means "unknown", never "valid".

ProtocolError
├── BitstringBroken
└── BitstringWrong
"""

from citywallet.protocol.errors import ProtocolError


class BitstringBroken(ProtocolError):
    """The encoded list cannot be read, is too short to hide anybody, or too long."""

    public = "The bitstring status list cannot be read."


class BitstringWrong(ProtocolError):
    """The list is of another purpose, or has no such entry."""

    public = "The bitstring status list does not answer for this credential."
