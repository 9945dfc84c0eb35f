"""Departments' systems and their keys, for administrators."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from issuer.domain.identifiers import OfficeClientId
from issuer.domain.office_clients import KeyShown, OfficeClient
from issuer.domain.permissions import Permission
from issuer.http.acts import acts_of
from issuer.http.gate import SHOWN_BY_CALLERS, session_of
from issuer.http.models import Identifier

client_routes = APIRouter(prefix="/api/v1/clients", tags=["office"], dependencies=SHOWN_BY_CALLERS)

ClientPath = Annotated[Identifier, Path()]
Scope = Annotated[Permission, Field(strict=False)]


class ClientRequest(BaseModel):
    """A system that shall have a key."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Identifier
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Permission))]


class ClientModel(BaseModel):
    """A department's system."""

    id: OfficeClientId
    name: str
    scopes: list[Permission]
    created_at: datetime
    disabled_at: datetime | None

    @classmethod
    def of(cls, client: OfficeClient) -> "ClientModel":
        """Render a system."""
        return cls(
            id=client.id,
            name=client.name,
            scopes=sorted(client.scopes),
            created_at=client.created_at,
            disabled_at=client.disabled_at,
        )


class ClientWithKeyModel(ClientModel):
    """A system with its key, which is shown this once."""

    key: str

    @classmethod
    def shown(cls, shown: KeyShown) -> "ClientWithKeyModel":
        """Render a system whose key is new."""
        return cls(**ClientModel.of(shown.client).model_dump(), key=shown.key)


class ClientsModel(BaseModel):
    """All systems."""

    items: list[ClientModel]
    next: None = None

    @classmethod
    def of(cls, clients: Sequence[OfficeClient]) -> "ClientsModel":
        """Render all of them."""
        return cls(items=[ClientModel.of(client) for client in clients])


@client_routes.get("", summary="Which systems have keys")
async def clients(request: Request) -> ClientsModel:
    """List departments' systems."""
    return ClientsModel.of(await acts_of(request).office.clients.list())


@client_routes.post("", status_code=201, summary="Give a system a key")
async def create(request: Request, wanted: ClientRequest) -> ClientWithKeyModel:
    """Create a system; its key is shown this once."""
    caller, _ = session_of(request)
    shown = await acts_of(request).office.clients.create(name=wanted.name, scopes=wanted.scopes, by=caller)
    return ClientWithKeyModel.shown(shown)


@client_routes.post("/{client}/rotate", summary="Give a system another key")
async def rotate(request: Request, client: ClientPath) -> ClientWithKeyModel:
    """Make another key, shown this once; the old one ends at once."""
    caller, _ = session_of(request)
    shown = await acts_of(request).office.clients.rotate(OfficeClientId(client), by=caller)
    return ClientWithKeyModel.shown(shown)


@client_routes.post("/{client}/disable", status_code=204, summary="End a system's access")
async def disable(request: Request, client: ClientPath) -> None:
    """Disable a system; its key ends at once."""
    caller, _ = session_of(request)
    await acts_of(request).office.clients.disable(OfficeClientId(client), by=caller)
