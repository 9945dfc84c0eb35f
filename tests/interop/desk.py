"""A site on loopback for a verifier that is a library only: it hands out requests and keeps what comes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass
class Desk:
    """Serves `request_object` at `request_uri`; `forms` are what was posted to `response_uri`."""

    url: str
    request_object: str = ""
    forms: list[dict[str, str]] = field(default_factory=list)

    @property
    def request_uri(self) -> str:
        return f"{self.url}/request"

    @property
    def response_uri(self) -> str:
        return f"{self.url}/response"


@contextmanager
def open_desk() -> Iterator[Desk]:
    """Serve on a free port until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    desk = _Handler.desks[server.server_port] = Desk(url=f"http://localhost:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield desk
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    desks: dict[int, Desk] = {}  # noqa: RUF012 (one table for all ports)

    @property
    def _desk(self) -> Desk:
        assert isinstance(self.server, ThreadingHTTPServer)
        return self.desks[self.server.server_port]

    def do_GET(self) -> None:
        self._answer(self._desk.request_object, "application/oauth-authz-req+jwt")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._desk.forms.append({name: values[0] for name, values in parse_qs(body).items()})
        self._answer("{}", "application/json")

    def _answer(self, text: str, media_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode("ascii"))

    def log_message(self, *_: object) -> None:
        """Keep the output of the tests quiet."""
