"""A service in a process of its own, and a client that keeps it busy with prepared requests."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.machine import cpu_seconds_of
from benchmarks.measure import Reading
from tests.support.chain import free_port

_START_SECONDS = 30.0
CONNECTIONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A running service."""

    url: str
    pid: int


@contextmanager
def running(kind: str, folder: Path) -> Iterator[Service]:
    """Run one of the services of `benchmarks.service` on a free port until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.service", kind, str(folder), str(port)]
    with (folder / f"{kind}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_until_it_listens(process, port, folder / f"{kind}.log")
        yield Service(url=f"http://127.0.0.1:{port}", pid=process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def request(url: str, *, headers: dict[str, str], body: bytes) -> bytes:
    """A whole POST request, ready to be sent."""
    parts = urlsplit(url)
    lines = [
        f"POST {parts.path} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def send_all(service: Service, requests: Sequence[bytes]) -> Reading:
    """Send every request over a few connections; each must be answered 200. Counts the service's CPU time."""
    waiting = iter(requests)
    cpu, wall = cpu_seconds_of((service.pid,)), time.perf_counter()
    await asyncio.gather(*(_keep_busy(service, waiting) for _ in range(CONNECTIONS)))
    return Reading(
        operations=len(requests),
        cpu_seconds=max(cpu_seconds_of((service.pid,)) - cpu, 1e-9),
        wall_seconds=time.perf_counter() - wall,
    )


async def _keep_busy(service: Service, waiting: Iterator[bytes]) -> None:
    parts = urlsplit(service.url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=2**20)
    try:
        for content in waiting:
            writer.write(content)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.partition(b":")[2])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            )
            answer = await reader.readexactly(length)
            if not head.startswith(b"HTTP/1.1 200"):
                raise AssertionError(f"refused: {head[:40]!r} {answer[:300]!r}")
    finally:
        writer.close()


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    import socket

    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the service did not start: {log.read_text()[-2000:]}") from None
            time.sleep(0.05)
