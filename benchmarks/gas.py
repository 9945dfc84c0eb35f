"""What it costs on chain to revoke: our anchor beside a mapping per credential, ERC-1056 and EAS."""

import asyncio
import json
import tempfile
from pathlib import Path

from benchmarks.evm import Sender, compile_contract, own_file, peer_file
from benchmarks.measure import Spread, Terms
from benchmarks.outcome import Figure, Outcome, Ratio
from tests.support.chain import RunningChain, running_chain
from tests.support.contracts import ENTRIES, ISSUER, LIST, deploy_on

PUBLISH = "publish((bytes32,uint64,uint8,uint64,bytes32,bytes32)[])"
_ZERO = "0x" + "00" * 20
_MILLION = 1_000_000
_FULL_WORD = 12  # more heads than one word of times holds, so that every place in it is paid for
_BATCH = 50


def measure_gas(_terms: Terms) -> Outcome:
    """Gas is exact, so each amount is read once; spreads are over heads of one list."""
    outcome = Outcome(title="Gas per transaction on the development chain (py-evm, Prague)")
    with (
        tempfile.TemporaryDirectory(prefix="citywallet-gas-") as folder,
        running_chain(Path(folder)) as chain,
    ):
        update = _measure_ours(outcome, chain)
        for name, gas in (*_mapping(chain), *_erc1056(chain), *_eas(chain)):
            outcome.figures.append(Figure(name=name, unit="gas", value=Spread.of([gas])))
    per_million = {
        "citywallet: one update": update.median,
        "mapping, batches of 50": _of(outcome, f"mapping: revoke {_BATCH}") / _BATCH * _MILLION,
        "ERC-1056, one by one": _of(outcome, "ERC-1056: revokeAttribute") * _MILLION,
        "EAS, batches of 50": _of(outcome, f"EAS: multiRevoke {_BATCH}") / _BATCH * _MILLION,
    }
    for name, gas in per_million.items():
        value = Spread.of([gas / 1e6])
        outcome.figures.append(Figure(name=f"1M revocations, {name}", unit="Mgas", value=value))
    outcome.ratios = [
        Ratio(name="citywallet: update, mean over a word of times", value=update, target=76_000, at_most=True)
    ]
    outcome.notes = [
        "An update of ours anchors the list's new root: it costs the same for one revocation and a million.",
        "ERC-1056 is compiled from its npm source with solc 0.8.37, EAS is its npm package's own bytecode. "
        "They do other things too: this is the price of revoking with them, no verdict on them.",
        "One by one: a mapping and EAS may batch, ERC-1056's registry has no batch.",
    ]
    return outcome


def _of(outcome: Outcome, name: str) -> float:
    return next(each.value.median for each in outcome.figures if each.name == name)


def _measure_ours(outcome: Outcome, chain: RunningChain) -> Spread:
    deployment = asyncio.run(deploy_on(chain))
    anchor = "0x" + deployment.book.contract("StatusAnchor").address.hex()
    issuer = Sender(chain, "issuer_anchor")

    def head(sequence: int, list_name: bytes = LIST) -> tuple[object, ...]:
        return (
            list_name,
            sequence,
            2,
            ENTRIES,
            b"\xa5" * 31 + bytes([sequence]),
            b"\x5a" * 31 + bytes([sequence]),
        )

    register = issuer.call(anchor, "registerList(string,uint8,uint64)", "https://i.example/s/2", 2, ENTRIES)
    gas = [issuer.call(anchor, PUBLISH, [head(sequence)]).gas for sequence in range(1, _FULL_WORD + 2)]
    first, updates = gas[0], gas[1:]
    rows = {
        "citywallet: register a list": [register.gas],
        "citywallet: first head of a list": [first],
        "citywallet: update, one list": updates,
    }
    for name, values in rows.items():
        outcome.figures.append(Figure(name=name, unit="gas", value=Spread.of(values)))
    assert ISSUER
    return Spread(median=sum(updates) / len(updates), minimum=min(updates), maximum=max(updates))


def _mapping(chain: RunningChain) -> list[tuple[str, int]]:
    sender = Sender(chain, "outsider")
    contract = sender.deploy(compile_contract(own_file("MappingPerCredential.sol"), "MappingPerCredential"))
    signature = "revoke(bytes32[])"
    names = [number.to_bytes(32) for number in range(1, _BATCH + 2)]
    return [
        ("mapping: revoke 1", sender.call(contract, signature, names[:1]).gas),
        (f"mapping: revoke {_BATCH}", sender.call(contract, signature, names[1:]).gas),
    ]


def _erc1056(chain: RunningChain) -> list[tuple[str, int]]:
    source = peer_file("ethr-did-registry", "contracts", "EthereumDIDRegistry.sol")
    sender = Sender(chain, "spare_1")
    contract = sender.deploy(compile_contract(source, "EthereumDIDRegistry"))
    name, value = b"credential".ljust(32, b"\0"), b"\x11" * 32
    grant = "setAttribute(address,bytes32,bytes,uint256)"
    revoke = "revokeAttribute(address,bytes32,bytes)"
    sender.call(contract, grant, sender.address, name, value, 10**9)
    return [
        ("ERC-1056: setAttribute", sender.call(contract, grant, sender.address, name, value, 10**9).gas),
        ("ERC-1056: revokeAttribute", sender.call(contract, revoke, sender.address, name, value).gas),
    ]


def _eas(chain: RunningChain) -> list[tuple[str, int]]:
    sender = Sender(chain, "spare_2")
    registry = sender.deploy(_eas_bytecode("SchemaRegistry"))
    eas = sender.deploy(_eas_bytecode("EAS"), ["address"], [registry])
    registered = sender.call(registry, "register(string,address,bool)", "bytes32 credential", _ZERO, True)
    schema = bytes.fromhex(str(registered.logs[0]["topics"][1])[2:])  # type: ignore[index]
    data = [(_ZERO, 0, True, bytes(32), number.to_bytes(32), 0) for number in range(_BATCH + 1)]
    fields = "(address,uint64,bool,bytes32,bytes,uint256)"
    one = sender.call(eas, f"attest((bytes32,{fields}))", (schema, data[0]))
    many = sender.call(eas, f"multiAttest((bytes32,{fields}[])[])", [(schema, data[1:])])
    ids = [bytes.fromhex(str(log["data"])[2:66]) for log in (*one.logs, *many.logs)]
    revoked = sender.call(eas, "revoke((bytes32,(bytes32,uint256)))", (schema, (ids[0], 0)))
    batch = sender.call(
        eas, "multiRevoke((bytes32,(bytes32,uint256)[])[])", [(schema, [(each, 0) for each in ids[1:]])]
    )
    return [
        ("EAS: attest", one.gas),
        ("EAS: revoke", revoked.gas),
        (f"EAS: multiRevoke {_BATCH}", batch.gas),
    ]


def _eas_bytecode(name: str) -> str:
    package = ("@ethereum-attestation-service", "eas-contracts", "artifacts", "contracts")
    return str(json.loads(peer_file(*package, f"{name}.sol", f"{name}.json").read_text())["bytecode"])
