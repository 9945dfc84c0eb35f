"""An issuer on sockets, for wallets in processes of their own; citizens sign in by saying who they are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from citywallet.runtime.serve import listen
from tests.support.authorization import RECEIVE, CodeFlow, a_code_flow
from tests.support.clock import FixedClock


@asynccontextmanager
async def a_served_flow(folder: Path, **changes: Any) -> AsyncIterator[CodeFlow]:
    """An issuer whose clock stands at the moment it starts; its address is its public one."""
    sockets = listen(port=0)
    url = f"http://localhost:{sockets[0].getsockname()[1]}"
    clock = FixedClock(datetime.now(UTC))
    async with (
        a_code_flow(folder, public_url=url, clock=clock, **changes) as flow,
        _serving(flow.city.app, sockets),
    ):
        yield flow


async def consented(flow: CodeFlow, address: str) -> str:
    """The citizen signs in at the address and agrees: where the browser is sent back to."""
    await flow.browser.open(address)
    await flow.sign_in()
    await flow.browser.press(RECEIVE)
    return flow.browser.address


@asynccontextmanager
async def _serving(app: ASGIApp, sockets: list[socket]) -> AsyncIterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets))
    try:
        yield
    finally:
        server.should_exit = True
        await serving
