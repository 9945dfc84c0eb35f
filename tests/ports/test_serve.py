"""A service as a process: its addresses, its port, its end."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from threading import Thread

import httpx
import pytest

from citywallet.runtime.outbound.client import IDLE_SECONDS
from citywallet.runtime.serve import KEEP_ALIVE_SECONDS, PortInUse, listen
from tests.support.processes import a_process, finish, let_go, wait_until_ready

MODULE = "tests.ports.serving_process"


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def served() -> Iterator[tuple[subprocess.Popen[str], int]]:
    with a_process(MODULE, "0") as process:
        wait_until_ready(process)
        port = int(line_of(process))
        assert line_of(process) == "started"
        yield process, port


def has_ipv6() -> bool:
    try:
        with closing(socket.socket(socket.AF_INET6)) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def get(url: str) -> httpx.Response:
    return httpx.get(url, trust_env=False, timeout=20)


def test_a_service_answers_on_both_loopback_addresses(served: tuple[subprocess.Popen[str], int]) -> None:
    _, port = served
    hosts = ["127.0.0.1", "localhost", *(["[::1]"] if has_ipv6() else [])]
    assert [get(f"http://{host}:{port}/healthz").status_code for host in hosts] == [200] * len(hosts)


def test_our_clients_let_go_of_an_idle_connection_before_a_service_does() -> None:
    of_httpx = httpx.Limits().keepalive_expiry
    assert of_httpx is not None
    assert 10 * max(of_httpx, IDLE_SECONDS) < KEEP_ALIVE_SECONDS


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_service_with_status_0_and_without_a_traceback(
    served: tuple[subprocess.Popen[str], int], number: signal.Signals
) -> None:
    process, _ = served
    process.send_signal(number)
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, output) == (0, "stopped\n")
    assert "Traceback" not in errors


@pytest.mark.threat(82)
def test_a_request_in_flight_is_finished_before_the_end(served: tuple[subprocess.Popen[str], int]) -> None:
    process, port = served
    answers: list[httpx.Response] = []
    request = Thread(target=lambda: answers.append(get(f"http://127.0.0.1:{port}/slow")))
    request.start()
    assert line_of(process) == "asked"
    process.send_signal(signal.SIGTERM)
    let_go(process)
    request.join(timeout=20)
    assert answers[0].json() == "done"
    assert finish(process)[0] == 0


def test_a_port_in_use_is_one_sentence(served: tuple[subprocess.Popen[str], int]) -> None:
    _, port = served
    with a_process(MODULE, str(port)) as second:
        status, errors = finish(second)
    assert status == 1
    assert errors.startswith(f"Port {port} is in use; ")
    assert errors.count("\n") == 1


def test_a_port_taken_between_binding_and_serving_is_taken() -> None:
    sockets = listen(port=0)
    port = sockets[0].getsockname()[1]
    try:
        with pytest.raises(PortInUse):
            listen(port=port)
    finally:
        for bound in sockets:
            bound.close()


def test_an_address_that_this_machine_lacks_is_left_out() -> None:
    sockets = listen(port=0, hosts=("127.0.0.1", "192.0.2.1"))
    assert len(sockets) == 1
    sockets[0].close()
