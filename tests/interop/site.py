"""A small site on loopback, for judges that are libraries only and have no server of their own."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request: `path` begins with a slash, `token` is the bearer token if there is one."""

    method: str
    path: str
    token: str | None
    body: str


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a site answers."""

    text: str
    media_type: str = "application/json"
    status: int = 200

    @classmethod
    def json(cls, value: Any, *, status: int = 200) -> "Reply":
        return cls(text=json.dumps(value), status=status)


@contextmanager
def open_site(answer: Callable[[Call], Reply]) -> Iterator[str]:
    """Serve on a free port until the block ends; gives the address, without a slash at its end."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply("GET", "")

        def do_POST(self) -> None:
            self._reply("POST", self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

        def _reply(self, method: str, body: str) -> None:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ") or None
            reply = answer(Call(method=method, path=self.path, token=token, body=body))
            data = reply.text.encode()
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.media_type)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Keep the output of the tests quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
