"""Heads through the typed clients: what was published, when, and nothing that a lying node makes of it."""

from datetime import datetime, timedelta

import pytest

from citywallet.onchain.errors import ContractReverted, HeadMismatch, TransactionRefused
from citywallet.onchain.sender import TransactionSender
from citywallet.onchain.status_publisher import StatusPublisher
from citywallet.onchain.transactions import Call, TransientTransactionStore
from citywallet.protocol.anchoring import list_id
from citywallet.protocol.encoding import JsonValue
from tests.support.contracts import CITIZEN_ID, ENTRIES, ISSUER, LIST, OTHER_ISSUER, URI, Contracts, Lie

SECOND = timedelta(seconds=1)


async def time_of(contracts: Contracts, sequence: int) -> datetime:
    head = await contracts.anchor.head_by_sequence(LIST, sequence)
    assert head is not None
    return head.anchored_at


async def sequence_at(contracts: Contracts, time: datetime) -> int | None:
    head = await contracts.anchor.head_at(LIST, time)
    return None if head is None else head.head.sequence


async def test_a_list_without_heads_has_none(contracts: Contracts) -> None:
    now = await contracts.anchor.newest_block_time()
    assert await contracts.anchor.is_registered(LIST)
    assert await contracts.anchor.current_head(LIST) is None
    assert await contracts.anchor.head_at(LIST, now) is None
    assert await contracts.anchor.head_after(LIST, now) is None
    assert await contracts.anchor.head_by_sequence(LIST, 0) is None
    assert await contracts.anchor.heads(LIST) == ()


async def test_a_list_that_nobody_registered_has_none(contracts: Contracts) -> None:
    assert not await contracts.anchor.is_registered(b"\x01" * 32)
    assert await contracts.anchor.current_head(b"\x01" * 32) is None


async def test_a_published_head_is_read_with_all_its_parts(contracts: Contracts) -> None:
    (published,) = await contracts.publisher.publish([contracts.head(1)], key="publish")
    current = await contracts.anchor.current_head(LIST)
    assert current == published
    assert current is not None
    assert current.head == contracts.head(1)
    block = await contracts.connection.newest_block()
    assert (current.anchored_at, current.block_number, current.block_hash) == (
        block.time,
        block.number,
        block.hash,
    )


async def test_a_remembered_head_is_no_longer_current_after_the_next(contracts: Contracts) -> None:
    anchor = contracts.anchor
    await contracts.publish(1)
    first = await anchor.current_head(LIST)
    assert await anchor.current_head(LIST) == first
    await contracts.publish(2)
    second = await anchor.current_head(LIST)
    assert second is not None
    assert second.head.sequence == 2


async def test_several_lists_are_published_in_one_transaction(contracts: Contracts) -> None:
    uri = "https://issuer.example/status/2"
    await contracts.publisher.register_list(uri, bits=2, entries=ENTRIES, key="second")
    heads = [contracts.head(1), contracts.head(1, list_id=list_id(ISSUER, uri))]
    published = await contracts.publisher.publish(heads, key="both")
    assert [one.head for one in published] == heads
    assert published[0].block_number == published[1].block_number


async def test_heads_are_found_by_time_and_by_sequence(own_contracts: Contracts) -> None:
    for sequence in range(1, 9):
        await own_contracts.publish(sequence)
        own_contracts.chain.rpc("evm_increaseTime", 600)
    assert await sequence_at(own_contracts, await time_of(own_contracts, 1) - SECOND) is None
    for sequence in range(1, 9):
        time = await time_of(own_contracts, sequence)
        assert await sequence_at(own_contracts, time) == sequence
        assert await sequence_at(own_contracts, time + SECOND) == sequence
        assert await sequence_at(own_contracts, time - SECOND) == (sequence - 1 or None)
        before = await own_contracts.anchor.head_after(LIST, time - SECOND)
        assert before is not None
        assert before.head.sequence == sequence
    assert await own_contracts.anchor.head_after(LIST, await time_of(own_contracts, 8)) is None
    heads = await own_contracts.anchor.heads(LIST)
    assert [one.head for one in heads] == [own_contracts.head(sequence) for sequence in range(1, 9)]


async def test_of_two_heads_in_one_block_the_higher_sequence_counts(contracts: Contracts) -> None:
    await contracts.publish(1, 2)
    time = await time_of(contracts, 1)
    assert time == await time_of(contracts, 2)
    assert await sequence_at(contracts, time) == 2


@pytest.mark.threat(69)
@pytest.mark.parametrize("sequence", [0, 1, 3])
async def test_a_sequence_that_is_not_the_next_is_refused(contracts: Contracts, sequence: int) -> None:
    await contracts.publish(1)
    with pytest.raises(ContractReverted) as reverted:
        await contracts.publisher.publish([contracts.head(sequence)], key="again")
    assert (reverted.value.error, reverted.value.facts) == ("SequenceNotNext", (LIST, 1, sequence))


@pytest.mark.threat(69)
async def test_an_account_that_anchors_for_nobody_is_refused(contracts: Contracts) -> None:
    with pytest.raises(ContractReverted) as reverted:
        await contracts.publisher_as("outsider").publish([contracts.head(1)], key="publish")
    assert reverted.value.error == "NotAnchorAccount"


@pytest.mark.threat(69)
async def test_another_issuer_s_account_is_refused(contracts: Contracts) -> None:
    body = contracts.authority("city_body")
    await body.accredit_issuer(OTHER_ISSUER, [CITIZEN_ID], key="other")
    await body.add_anchor_account(OTHER_ISSUER, contracts.address("other_issuer"), key="other anchor")
    with pytest.raises(ContractReverted) as reverted:
        await contracts.publisher_as("other_issuer").publish([contracts.head(1)], key="publish")
    assert reverted.value.error == "ListOfAnotherIssuer"


@pytest.mark.threat(69)
async def test_another_issuer_cannot_take_the_uri(contracts: Contracts) -> None:
    body = contracts.authority("city_body")
    await body.accredit_issuer(OTHER_ISSUER, [CITIZEN_ID], key="other")
    await body.add_anchor_account(OTHER_ISSUER, contracts.address("other_issuer"), key="other anchor")
    other = contracts.publisher_as("other_issuer")
    await other.register_list(URI, bits=1, entries=8, key="register")
    assert await contracts.anchor.is_registered(list_id(OTHER_ISSUER, URI))
    await contracts.publish(1)


@pytest.mark.threat(69)
async def test_a_suspended_issuer_is_refused(contracts: Contracts) -> None:
    await contracts.authority("city_body").suspend_issuer(ISSUER, key="suspend")
    with pytest.raises(ContractReverted) as reverted:
        await contracts.publish(1)
    assert reverted.value.error == "IssuerIsSuspended"


@pytest.mark.threat(69)
async def test_entries_never_shrink(contracts: Contracts) -> None:
    with pytest.raises(ContractReverted) as reverted:
        await contracts.publisher.publish([contracts.head(1, entries=ENTRIES - 1)], key="publish")
    assert reverted.value.error == "EntriesShrank"


@pytest.mark.threat(69)
async def test_a_transaction_for_another_chain_is_refused(contracts: Contracts) -> None:
    sender = TransactionSender(
        contracts.connection,
        TransientTransactionStore(),
        secret=bytes.fromhex(contracts.chain.key("issuer_anchor").removeprefix("0x")),
        chain_id=1,
    )
    with pytest.raises(TransactionRefused):
        await sender.send(Call(to=contracts.address("outsider"), data=b""), key="elsewhere")


def without_logs(_: JsonValue) -> JsonValue:
    return []


def without_the_last_log(truth: JsonValue) -> JsonValue:
    assert isinstance(truth, list)
    return truth[:-1]


def with_a_flipped_root(truth: JsonValue) -> JsonValue:
    """Flip one bit of the root, the third word of each event's data."""
    assert isinstance(truth, list)
    lies: list[JsonValue] = []
    for log in truth:
        assert isinstance(log, dict)
        octets = bytearray.fromhex(str(log["data"])[2:])
        octets[95] ^= 1
        lies.append(log | {"data": "0x" + octets.hex()})
    return lies


def with_a_flipped_word(truth: JsonValue) -> JsonValue:
    """Flip one bit of the head that the contract answered, the second word."""
    octets = bytearray.fromhex(str(truth)[2:])
    octets[63] ^= 1
    return "0x" + octets.hex()


@pytest.mark.threat(66)
@pytest.mark.threat(72)
@pytest.mark.parametrize(
    ("method", "lie"),
    [
        ("eth_getLogs", without_logs),
        ("eth_getLogs", with_a_flipped_root),
        ("eth_call", with_a_flipped_word),
    ],
)
async def test_a_head_that_a_node_lies_about_is_never_returned(
    contracts: Contracts, method: str, lie: Lie
) -> None:
    await contracts.publish(1)
    with pytest.raises(HeadMismatch):
        await contracts.lying(method, lie).current_head(LIST)


@pytest.mark.threat(66)
@pytest.mark.threat(68)
async def test_a_history_with_the_newest_head_left_out_is_refused(contracts: Contracts) -> None:
    await contracts.publish(1)
    await contracts.publish(2)
    with pytest.raises(HeadMismatch):
        await contracts.lying("eth_getLogs", without_the_last_log).heads(LIST)


@pytest.mark.threat(72)
async def test_a_publication_that_reads_back_differently_stops(contracts: Contracts) -> None:
    anchor = contracts.lying("eth_getLogs", with_a_flipped_root)
    publisher = StatusPublisher(contracts.sender("issuer_anchor"), anchor)
    with pytest.raises(HeadMismatch):
        await publisher.publish([contracts.head(1)], key="publish")
