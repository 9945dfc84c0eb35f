"""Why a head or a proof does not count: one class per cause."""

from citywallet.protocol.errors import ErrorCode, ProtocolError


class AnchoringError(ProtocolError):
    """Raised when what the chain holds does not establish a status."""

    code = ErrorCode.INVALID_REQUEST
    public = "The status could not be established."


class HeadTooOld(AnchoringError):
    """Raised when the head is older than the policy allows: its publisher has fallen silent."""


class BlockFromFuture(AnchoringError):
    """Raised when a block's time lies further ahead of the local clock than clocks may differ."""


class StatusProofInvalid(AnchoringError):
    """Raised when a chunk and its path do not lead to the head's root."""


class StatusIndexBeyondHead(AnchoringError):
    """Raised when the head's list has no such entry: unknown, never valid."""
