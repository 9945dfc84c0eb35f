"""Contracts on the development chain: compiling, deploying, calling, and the gas that it took."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eth_abi import encode
from eth_account import Account
from eth_utils.crypto import keccak

from tests.support.chain import RunningChain

_ROOT = Path(__file__).resolve().parent.parent
_CONTRACTS = Path(__file__).resolve().parent / "contracts"
_GAS_LIMIT = 12_000_000
_GAS_PRICE = 10**10


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a mined transaction says."""

    gas: int
    contract: str | None
    logs: list[dict[str, object]] = field(repr=False)


class Sender:
    """One funded account that signs its own transactions, one after the other."""

    def __init__(self, chain: RunningChain, name: str) -> None:
        self._chain = chain
        self._key = chain.key(name)
        self.address = chain.address(name)
        self._nonce = int(str(chain.rpc("eth_getTransactionCount", self.address, "latest")), 16)

    def sign(self, *, to: str | None, data: bytes, gas: int = _GAS_LIMIT) -> str:
        """A raw transaction with the next nonce, 0x-hex."""
        fields: dict[str, object] = {
            "nonce": self._nonce,
            "gas": gas,
            "gasPrice": _GAS_PRICE,
            "value": 0,
            "data": data,
            "chainId": self._chain.chain_id,
        }
        if to is not None:
            fields["to"] = bytes.fromhex(to.removeprefix("0x"))
        self._nonce += 1
        return str(Account.sign_transaction(fields, self._key).raw_transaction.to_0x_hex())

    def send(self, *, to: str | None, data: bytes) -> Receipt:
        """Send one transaction and read its receipt; it must succeed."""
        name = self._chain.rpc("eth_sendRawTransaction", self.sign(to=to, data=data))
        receipt = self._chain.rpc("eth_getTransactionReceipt", name)
        assert isinstance(receipt, dict)
        if int(receipt["status"], 16) != 1:
            raise AssertionError("the transaction was reverted")
        return Receipt(
            gas=int(receipt["gasUsed"], 16), contract=receipt["contractAddress"], logs=receipt["logs"]
        )

    def deploy(self, bytecode: str, types: Sequence[str] = (), values: Sequence[object] = ()) -> str:
        """Create a contract; its address."""
        code = bytes.fromhex(bytecode.removeprefix("0x")) + encode(list(types), list(values))
        address = self.send(to=None, data=code).contract
        assert address is not None
        return address

    def call(self, contract: str, signature: str, *values: object) -> Receipt:
        """Call `name(type,…)` in a transaction."""
        return self.send(to=contract, data=calldata(signature, *values))


def calldata(signature: str, *values: object) -> bytes:
    """The bytes of a call; `signature` is written as in `publish((bytes32,uint64)[])`."""
    types = _split(signature[signature.index("(") + 1 : -1])
    return keccak(text=signature)[:4] + encode(types, values)


def compile_contract(path: Path, name: str) -> str:
    """Compile one file with the project's compiler and settings; the bytecode."""
    settings = {
        "optimizer": {"enabled": True, "runs": 1000},
        "evmVersion": "cancun",
        "metadata": {"appendCBOR": False, "bytecodeHash": "none"},
        "outputSelection": {"*": {"*": ["evm.bytecode.object"]}},
    }
    asked = {
        "language": "Solidity",
        "sources": {path.name: {"content": path.read_text(encoding="utf-8")}},
        "settings": settings,
    }
    done = subprocess.run(
        [str(_ROOT / "tools" / "solc"), "--standard-json"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    faults = [each["formattedMessage"] for each in answer.get("errors", []) if each["severity"] == "error"]
    if faults:
        raise AssertionError("\n".join(faults))
    return str(answer["contracts"][path.name][name]["evm"]["bytecode"]["object"])


def peer_file(*parts: str) -> Path:
    """A file of an npm package that only the benchmarks use.

    Raises:
        SystemExit: the packages are not installed.
    """
    path = _CONTRACTS.joinpath("node_modules", *parts)
    if not path.exists():
        raise SystemExit("The contracts to compare with are not installed; run: make bench")
    return path


def own_file(name: str) -> Path:
    """A contract of the benchmarks themselves."""
    return _CONTRACTS / name


def _split(types: str) -> list[str]:
    parts, depth, current = [], 0, ""
    for character in types:
        if character == "," and depth == 0:
            parts.append(current)
            current = ""
            continue
        depth += (character == "(") - (character == ")")
        current += character
    return [*parts, current] if current else parts
