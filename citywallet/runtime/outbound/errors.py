"""What an outgoing request can fail with.

    OutboundError
    ├── OutboundRefused   we did not send it
    └── OutboundFailed    no usable answer came back

Both say the same to the outside: whoever chose the address must not learn what our network looks like.
"""

from enum import StrEnum
from typing import ClassVar


class RefusalCause(StrEnum):
    """Why a request was not sent; for the log."""

    ADDRESS_INVALID = "address_invalid"
    NOT_SECURE = "not_secure"
    NETWORK_FORBIDDEN = "network_forbidden"


class FailureCause(StrEnum):
    """Why no usable answer came back; for the log."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    TOO_LARGE = "too_large"
    REDIRECTED = "redirected"
    COMPRESSED = "compressed"
    BROKEN = "broken"


class OutboundError(Exception):
    """An outgoing request that brought no answer."""

    public: ClassVar[str] = "The other side could not be reached, or did not answer as expected."


class OutboundRefused(OutboundError):
    """Raised when the address may not be contacted; nothing was sent."""

    def __init__(self, cause: RefusalCause) -> None:
        super().__init__(cause.value)
        self.cause = cause


class OutboundFailed(OutboundError):
    """Raised when the other side did not answer, or with more, less or later than allowed."""

    def __init__(self, cause: FailureCause) -> None:
        super().__init__(cause.value)
        self.cause = cause
