"""The development chain over HTTP: transfers and anchor updates, each mined at once in its own block."""

import asyncio
import http.client
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.evm import Sender, calldata
from benchmarks.gas import PUBLISH
from benchmarks.machine import cpu_seconds_of
from benchmarks.measure import Contender, Reading, Terms, interleave
from benchmarks.outcome import Figure, Outcome
from tests.support.chain import RunningChain, running_chain
from tests.support.contracts import ENTRIES, LIST, deploy_on

_SMALLEST_WINDOW = 10
_TRANSFER_GAS = 21_000
_UPDATE_GAS = 200_000


def measure_chain(terms: Terms) -> Outcome:
    """Transactions per second of the clock and of the chain's own CPU."""
    outcome = Outcome(title="Development chain (py-evm behind JSON-RPC), one transaction per block")
    with (
        tempfile.TemporaryDirectory(prefix="citywallet-chain-") as folder,
        running_chain(Path(folder)) as chain,
    ):
        deployment = asyncio.run(deploy_on(chain))
        anchor = "0x" + deployment.book.contract("StatusAnchor").address.hex()
        assert chain.process is not None
        _require_native_backends(chain.process.pid)
        contenders = [
            Contender(name=name, measure=_sending(chain, prepare), processes=(chain.process.pid,))
            for name, prepare in (
                ("transfers", _transfers(chain)),
                ("anchor updates", _updates(chain, anchor)),
            )
        ]
        series = interleave(contenders, terms)
    outcome.add_rates(series)
    for name in series.readings:
        outcome.figures.append(Figure(name=f"{name}, wall", unit="/s", value=series.wall_rate(name)))
    outcome.notes = [
        "One client sends ready-made transactions one after the other over one connection; coincurve, pysha3 "
        "and rusty-rlp are loaded. Blocks are written to SQLite as in the city.",
    ]
    return outcome


def _require_native_backends(pid: int) -> None:
    """Look at what the chain's process has loaded: without these a reading would be low, and look right."""
    loaded = Path(f"/proc/{pid}/maps").read_text()
    for library in ("coincurve", "pysha3", "rusty_rlp"):
        if library not in loaded:
            raise AssertionError(f"the chain runs without {library}")


def _transfers(chain: RunningChain) -> Callable[[int], list[str]]:
    sender = Sender(chain, "outsider")
    receiver = chain.address("spare_1")
    return lambda count: [sender.sign(to=receiver, data=b"", gas=_TRANSFER_GAS) for _ in range(count)]


def _updates(chain: RunningChain, anchor: str) -> Callable[[int], list[str]]:
    sender = Sender(chain, "issuer_anchor")
    sequence = iter(range(1, 2**32))

    def one() -> str:
        number = next(sequence)
        head = (LIST, number, 2, ENTRIES, number.to_bytes(32), (2**64 + number).to_bytes(32))
        return sender.sign(to=anchor, data=calldata(PUBLISH, [head]), gas=_UPDATE_GAS)

    return lambda count: [one() for _ in range(count)]


def _sending(chain: RunningChain, prepare: Callable[[int], list[str]]) -> Callable[[float], Reading]:
    rate: list[float] = []

    def measure(window: float) -> Reading:
        count = max(_SMALLEST_WINDOW, round(rate[0] * window)) if rate else _SMALLEST_WINDOW
        reading = _send(chain, prepare(count))
        rate[:] = [reading.per_cpu_second]
        return reading

    return measure


def _send(chain: RunningChain, transactions: list[str]) -> Reading:
    assert chain.process is not None
    pids = (chain.process.pid,)
    connection = http.client.HTTPConnection("127.0.0.1", chain.port, timeout=30)
    bodies = [
        json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_sendRawTransaction", "params": [each]})
        for each in transactions
    ]
    cpu, wall = cpu_seconds_of(pids), time.perf_counter()
    answers = [_post(connection, body) for body in bodies]
    reading = Reading(
        operations=len(transactions),
        cpu_seconds=max(cpu_seconds_of(pids) - cpu, 1e-9),
        wall_seconds=time.perf_counter() - wall,
    )
    connection.close()
    # The last receipt stands for all: each nonce needs the one before.
    receipt = chain.rpc("eth_getTransactionReceipt", json.loads(answers[-1])["result"])
    assert isinstance(receipt, dict)
    assert int(receipt["status"], 16) == 1
    return reading


def _post(connection: http.client.HTTPConnection, body: str) -> bytes:
    connection.request("POST", "/", body, {"content-type": "application/json"})
    return connection.getresponse().read()
