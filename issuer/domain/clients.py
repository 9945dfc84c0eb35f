"""Who asks the authorization server, as far as it said and proved that."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A wallet at an endpoint of the authorization server.

    `id` is None for one that did not say who it is. `dpop_thumbprint` (32 bytes) is the key to which its
    tokens are to be bound, None where it proved none.
    """

    id: str | None
    dpop_thumbprint: bytes | None
