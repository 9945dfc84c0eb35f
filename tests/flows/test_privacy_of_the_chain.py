"""Nothing about a person is on the chain, not even hashed."""

import csv
import hashlib
import io
import json
import urllib.request
from collections.abc import Iterator

import pytest
from eth_utils.crypto import keccak

from city.demo.actors import Actors
from city.register import fictional_citizens, write_register
from city.town import Town
from tests.support.cards import a_held_card

_SHORTEST_BYTES = 8


@pytest.mark.threat(71)
async def test_no_value_of_the_register_is_on_the_chain_plain_or_hashed(town: Town, actors: Actors) -> None:
    """Issue, suspend, resume, revoke; then search every signed transaction, every log and every answer."""
    private = register_values(town)
    cards = [await a_held_card(actors, citizen) for citizen in town.city_file.citizens[:3]]
    for change in (actors.issuer.suspend, actors.issuer.resume, actors.issuer.revoke):
        for card in cards:
            await change(card.credential)
        for card in cards:
            assert (await actors.until_anchored(card.credential)).is_anchored
    private |= {name for card in cards for name in (card.credential, card.wallet)}
    public = b"\n".join(everything_on_chain(town))
    assert len(public) > 10_000, "the search looked at nothing"
    found = [needle for needle in needles(private) if needle in public]
    assert found == []


def register_values(town: Town) -> set[str]:
    file = io.StringIO()
    plan = town.plan
    people = fictional_citizens(seed=plan.register_seed, count=town.register_size, day=plan.register_day)
    write_register(file, people)
    rows = csv.reader(io.StringIO(file.getvalue()))
    next(rows)
    return {value for row in rows for value in row if value}


def needles(values: set[str]) -> Iterator[bytes]:
    for value in sorted(values):
        for encoded in {value.encode(), *cp949(value)}:
            if len(encoded) >= _SHORTEST_BYTES:
                yield from (encoded, encoded.hex().encode())
            yield from (hashlib.sha256(encoded).digest(), keccak(encoded))


def cp949(value: str) -> list[bytes]:
    try:
        return [value.encode("cp949")]
    except UnicodeEncodeError:
        return []


def everything_on_chain(town: Town) -> Iterator[bytes]:
    """The signed bytes of each transaction and the data and topics of each log, from the first block on."""
    head = int(str(call(town, "eth_blockNumber")), 16)
    for number in range(1, head + 1):
        block = call(town, "eth_getBlockByNumber", hex(number), False)
        assert isinstance(block, dict)
        for transaction in block["transactions"]:
            yield octets(call(town, "debug_getRawTransaction", transaction))
    logs = call(town, "eth_getLogs", {"fromBlock": "0x0", "toBlock": "latest"})
    assert isinstance(logs, list)
    for log in logs:
        yield octets(log["data"])
        yield from map(octets, log["topics"])


def call(town: Town, method: str, *params: object) -> object:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{town.addresses.chain.port}", body, {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)["result"]


def octets(text: object) -> bytes:
    return bytes.fromhex(str(text)[2:])
