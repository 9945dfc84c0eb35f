"""The chain's port: malformed requests get JSON-RPC errors, strangers get nothing."""

import json
import socket

import pytest

from tests.support.chain import RunningChain


def call(chain: RunningChain, body: object) -> object:
    status, answer = chain.post(json.dumps(body).encode())
    assert status == 200
    return json.loads(answer)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"{}}"])
def test_unreadable_json_is_a_parse_error(chain: RunningChain, body: bytes) -> None:
    status, answer = chain.post(body)
    assert status == 200
    assert json.loads(answer)["error"]["code"] == -32700


@pytest.mark.parametrize(
    "body", [1, None, "x", {}, {"method": 5, "id": 1}, [], [7], {"method": "x", "id": {}}]
)
def test_json_that_is_no_request_is_invalid(chain: RunningChain, body: object) -> None:
    answer = call(chain, body)
    first = answer[0] if isinstance(answer, list) else answer
    assert first["error"]["code"] == -32600


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("eth_sendTransaction", [{}], -32601),
        ("eth_getBalance", [], -32602),
        ("eth_getBalance", {"address": "0x00"}, -32602),
        ("eth_getBalance", ["0x1234", "latest"], -32602),
        ("eth_getBalance", ["0x" + "00" * 20, "newest"], -32602),
        ("eth_getBalance", ["0x" + "00" * 20, "0xffffff"], -32000),
        ("eth_call", ["0x"], -32602),
        ("eth_call", [{"to": "0x" + "00" * 20, "gas": -1}], -32602),
        ("eth_getLogs", [{"fromBlock": "0x5", "toBlock": "0x1"}], -32602),
        ("eth_getLogs", [{"topics": "0x"}], -32602),
        ("eth_getLogs", [{"address": ["0x" + "00" * 20] * 40_000}], -32602),
        ("eth_getTransactionReceipt", ["0x12"], -32602),
        ("eth_sendRawTransaction", ["0x02c0"], -32000),
        ("eth_sendRawTransaction", ["0x"], -32000),
        ("eth_sendRawTransaction", ["0x02" + "f8" * 40], -32000),
        ("eth_sendRawTransaction", ["0x7f01"], -32000),
        ("eth_feeHistory", ["0x1", "0xffffff", []], -32000),
    ],
)
def test_bad_call_is_refused_with_its_code(
    chain: RunningChain, method: str, params: object, code: int
) -> None:
    answer = call(chain, {"jsonrpc": "2.0", "id": 9, "method": method, "params": params})
    assert answer["error"]["code"] == code, answer  # type: ignore[index]
    assert answer["id"] == 9  # type: ignore[index]


def test_batch_is_answered_one_by_one_without_its_notifications(chain: RunningChain) -> None:
    answers = call(
        chain,
        [
            {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"},
            {"jsonrpc": "2.0", "method": "eth_chainId"},
            {"jsonrpc": "2.0", "id": "b", "method": "eth_nothing", "params": []},
        ],
    )
    assert [one["id"] for one in answers] == [1, "b"]  # type: ignore[attr-defined]


def test_oversized_body_is_refused(chain: RunningChain) -> None:
    status, _ = chain.post(b" " * (2 * 1024 * 1024 + 1))
    assert status == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"host": "localhost:1"}, 200),
        ({"host": "[::1]:1"}, 200),
    ],
)
def test_browsers_of_other_pages_get_nothing(
    chain: RunningChain, headers: dict[str, str], status: int
) -> None:
    body = b'{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}'
    assert chain.post(body, **headers)[0] == status


def test_only_the_loopback_addresses_are_bound(chain: RunningChain) -> None:
    with socket.create_connection(("::1", chain.port), timeout=5):
        pass
    addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), chain.port, socket.AF_INET)}
    for address in addresses - {"127.0.0.1", "127.0.1.1"}:
        with pytest.raises(OSError), socket.create_connection((address, chain.port), timeout=1):
            pass
