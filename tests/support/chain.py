"""A development chain of its own for tests, as a process on a free port.

Use the session's chain (`chain`) where tests can share one, `own_chain` where a test kills it or bends its
time. Import the fixture in the conftest.py of the folder that needs it:

    from tests.support.chain import chain  # noqa: F401
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from chain_dev.accounts import account, private_key
from chain_dev.genesis_facts import CHAIN_ID

_START_SECONDS = 30.0


@dataclass
class RunningChain:
    """A chain process; `url` is where its JSON-RPC is, `database` its file."""

    port: int
    database: Path
    process: subprocess.Popen[bytes] | None = None
    chain_id: int = CHAIN_ID
    _request_number: int = field(default=0, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def address(self, name: str) -> str:
        """The address of a named funded account ("deployer", "root_authority", "city_body", …)."""
        return account(name).address

    def key(self, name: str) -> str:
        """The private key of a named funded account, 0x-hex."""
        return private_key(name)

    def rpc(self, method: str, *params: object) -> object:
        """Call one method; an error answer raises AssertionError with its text."""
        answer = self.raw_rpc(method, *params)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def raw_rpc(self, method: str, *params: object) -> dict[str, object]:
        """Call one method and return the whole answer, error or not."""
        self._request_number += 1
        request = {"jsonrpc": "2.0", "id": self._request_number, "method": method, "params": list(params)}
        status, body = self.post(json.dumps(request).encode())
        assert status == 200, body
        return json.loads(body)

    def post(self, body: bytes, **headers: str) -> tuple[int, bytes]:
        """Send any body to the chain's port."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", "/", body, {"content-type": "application/json"} | headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def start(self) -> None:
        """Start the process and wait until it answers."""
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "chain_dev", "--test-methods"),
                *("--database", str(self.database), "--port", str(self.port)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.rpc("eth_chainId")
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError(f"the chain did not start: {self.stop()}") from None
                time.sleep(0.02)

    def kill(self) -> None:
        """End the process as a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()
        self.process = None

    def stop(self) -> str:
        """End the process in order; returns what it said on its error output."""
        if self.process is None:
            return ""
        self.process.terminate()
        try:
            said = self.process.communicate(timeout=10)[1]
        except subprocess.TimeoutExpired:
            self.process.kill()
            said = self.process.communicate()[1]
        self.process = None
        return said.decode()


def free_port() -> int:
    """A port that nobody uses on either loopback address, just now."""
    with socket.socket() as four, socket.socket(socket.AF_INET6) as six:
        four.bind(("127.0.0.1", 0))
        port = int(four.getsockname()[1])
        six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        six.bind(("::1", port))
        return port


@contextmanager
def running_chain(directory: Path) -> Iterator[RunningChain]:
    """Run a chain whose file is in `directory` until the block ends."""
    running = RunningChain(port=free_port(), database=directory / "chain.sqlite3")
    running.start()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningChain]:
    """One chain for all tests of the session."""
    with running_chain(tmp_path_factory.mktemp("chain")) as running:
        yield running


@pytest.fixture
def own_chain(tmp_path: Path) -> Iterator[RunningChain]:
    """A chain that one test may kill, revert or carry into the future."""
    with running_chain(tmp_path) as running:
        yield running
