"""Calls a service in the same process, without a socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

BASE_URL = "http://testserver"


@asynccontextmanager
async def client_of(
    app: FastAPI, *, base_url: str = BASE_URL, key: str | None = None, address: str = "127.0.0.1"
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application whose lifespan runs meanwhile; `key` is sent as bearer key.

    `address` is where its connections seem to come from.

    Unexpected errors are answered as in production, not raised into the test.
    """
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 1024))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=base_url, headers=headers) as client,
    ):
        yield client
