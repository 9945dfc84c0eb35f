"""Serves an application on this machine's loopback addresses until it is told to stop."""

import errno
import gc
import signal
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import uvicorn

from citywallet.runtime.connections import GuardedConnection

LOOPBACK_HOSTS = ("127.0.0.1", "::1")
# A client that gives up an idle connection first never writes into one that the service closes just then.
# httpx waits 5 seconds, proxies 60.
KEEP_ALIVE_SECONDS = 75
_GRACE_SECONDS = 10
_FREE_PORT_ATTEMPTS = 5
_NO_SUCH_ADDRESS = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})


class PortInUse(Exception):
    """Raised when another process listens on the port; the message is one sentence for a person."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} is in use; stop the program that listens there, or choose another port."
        )
        self.port = port


def listen(*, port: int, hosts: Sequence[str] = LOOPBACK_HOSTS) -> list[socket.socket]:
    """Listening sockets on `port` of every host that this machine has; port 0 takes one that is free.

    Raises:
        PortInUse: another process listens there.
    """
    for _ in range(_FREE_PORT_ATTEMPTS - 1 if port == 0 else 0):
        # A port that is free on one address may be taken on the next.
        with suppress(PortInUse):
            return _listen_on_all(port, hosts)
    return _listen_on_all(port, hosts)


def serve_on(sockets: list[socket.socket], app: Any, *, tls: ssl.SSLContext | None = None) -> None:
    """Run an ASGI application until SIGTERM or SIGINT; requests in flight finish first, then this returns.

    With `tls` every socket speaks https alone, else plain http.
    `sockets` come from `listen`, so that the port is taken before anything heavy is loaded.
    """
    # What is loaded by now stays loaded: the collector need not walk through it again and again.
    gc.collect()
    gc.freeze()
    # uvicorn raises the signal once more when it has ended; by then there is nothing left to interrupt.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: None)
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=GuardedConnection,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        ssl_context_factory=None if tls is None else lambda _config, _default: tls,
    )
    uvicorn.Server(config).run(sockets=sockets)


def _listen_on_all(port: int, hosts: Sequence[str]) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    try:
        for host in hosts:
            bound = _listen_on(host, sockets[0].getsockname()[1] if sockets else port)
            if bound is not None:
                sockets.append(bound)
    except BaseException:
        for bound in sockets:
            bound.close()
        raise
    return sockets


def _listen_on(host: str, port: int) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.socket(family, socket.SOCK_STREAM)
    except OSError:  # a machine without this family
        return None
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((host, port))
        bound.listen(2048)
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(port) from None
        if error.errno in _NO_SUCH_ADDRESS:
            return None
        raise
    bound.setblocking(False)
    return bound
