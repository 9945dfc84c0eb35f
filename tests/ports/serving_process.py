"""A process of its own that serves a small application: `python -m tests.ports.serving_process PORT`.

It prints `ready`, then the port; `/slow` answers after a line came in on standard input.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from citywallet.runtime.http import create_app
from citywallet.runtime.logging import configure_logging
from citywallet.runtime.serve import PortInUse, listen, serve_on


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    print("started", flush=True)
    yield
    print("stopped", flush=True)


def main(port: int) -> None:
    configure_logging("desk")
    try:
        sockets = listen(port=port)
    except PortInUse as error:
        sys.exit(str(error))
    app = create_app(title="Desk", version="1", public_url="http://localhost", lifespan=lifespan)

    @app.get("/slow")
    async def slow() -> str:
        print("asked", flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        return "done"

    print("ready", flush=True)
    print(sockets[0].getsockname()[1], flush=True)
    serve_on(sockets, app)


if __name__ == "__main__":
    main(int(sys.argv[1]))
