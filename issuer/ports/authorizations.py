"""Authorizations and the tokens that belong to them."""

from datetime import datetime
from typing import Protocol

from issuer.domain.access_tokens import TokenGrant
from issuer.domain.authorizations import Authorization
from issuer.domain.devices import Device
from issuer.domain.identifiers import AuthorizationId, CitizenId


class AuthorizationRecords(Protocol):
    """What was allowed, to whom."""

    async def add(self, authorization: Authorization, *, code_digest: bytes) -> None:
        """Record what the code with this digest led to; a code leads to one authorization at most."""
        ...

    async def end(self, authorization_id: AuthorizationId, *, now: datetime) -> None:
        """End an authorization and all its tokens; nothing happens when it ended before."""
        ...

    async def end_of_citizen(self, citizen_id: CitizenId, *, now: datetime) -> int:
        """End every authorization of a person; how many had not ended before."""
        ...

    async def end_of_device(self, device: Device, *, now: datetime) -> int:
        """End every authorization of a device; how many had not ended before."""
        ...


class TokenRecords(Protocol):
    """Access tokens, found only by digest."""

    async def add(self, grant: TokenGrant, *, token_digest: bytes) -> None:
        """Record a token that is handed out."""
        ...

    async def find(self, token_digest: bytes) -> TokenGrant | None:
        """What a token allows, or None."""
        ...
