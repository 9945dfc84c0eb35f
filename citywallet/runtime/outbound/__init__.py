"""Guarded outgoing requests: checked and pinned addresses, limited in size and time, no redirects."""

from citywallet.runtime.outbound.client import (
    MAX_RESPONSE_BYTES,
    OutboundClient,
    OutboundResponse,
    Timeouts,
)
from citywallet.runtime.outbound.errors import (
    FailureCause,
    OutboundError,
    OutboundFailed,
    OutboundRefused,
    RefusalCause,
)
from citywallet.runtime.outbound.network import Resolver, SystemResolver
from citywallet.runtime.outbound.origin import Origin, OriginList, parse_origin

__all__ = [
    "MAX_RESPONSE_BYTES",
    "FailureCause",
    "Origin",
    "OriginList",
    "OutboundClient",
    "OutboundError",
    "OutboundFailed",
    "OutboundRefused",
    "OutboundResponse",
    "RefusalCause",
    "Resolver",
    "SystemResolver",
    "Timeouts",
    "parse_origin",
]
