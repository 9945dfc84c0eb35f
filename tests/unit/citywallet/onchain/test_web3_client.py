"""web3 over a node of ours: what the node says comes through, and what it should not say is refused."""

from functools import partial
from operator import index

import pytest
from eth_utils.conversions import to_bytes
from web3.exceptions import TransactionNotFound

from citywallet.onchain.abi import function_of
from citywallet.onchain.artifacts import load_artifact
from citywallet.onchain.errors import AnswerInvalid, ChainUnreachable, ContractReverted
from citywallet.onchain.receipts import Receipt, read_receipt
from citywallet.onchain.web3_client import answer_of, call_of, contract_at, web3_over
from citywallet.protocol.encoding import JsonObject, JsonValue

ADDRESS = b"\xab" * 20
HASH = b"\x04" * 32
LOG: JsonObject = {"address": "0x" + "01" * 20, "topics": ["0x" + "02" * 32], "data": "0x"}
RECEIPT: JsonObject = {
    "transactionHash": "0x" + HASH.hex(),
    "status": "0x1",
    "blockNumber": "0x5",
    "contractAddress": "0x" + ADDRESS.hex(),
    "logs": [LOG],
}


class OneAnswer:
    """A node that answers, or raises, always the same; `asked` has the last method and its parameters."""

    def __init__(self, answer: JsonValue | Exception) -> None:
        self.answer = answer
        self.asked: tuple[JsonValue, ...] = ()

    async def request(self, method: str, *params: JsonValue) -> JsonValue:
        self.asked = (method, *params)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


async def receipt_from(answer: JsonValue) -> Receipt:
    asking = web3_over(OneAnswer(answer)).eth.get_transaction_receipt(HASH)
    return await answer_of(asking, partial(read_receipt, transaction_hash=HASH))


async def test_a_request_reaches_the_node_and_its_answer_comes_back() -> None:
    node = OneAnswer("0x5")
    assert await answer_of(web3_over(node).eth.get_transaction_count(ADDRESS, "latest"), index) == 5
    assert node.asked == ("eth_getTransactionCount", "0xABaBaBaBABabABabAbAbABAbABabababaBaBABaB", "latest")


@pytest.mark.parametrize(
    "error", [ChainUnreachable("down"), ContractReverted("ListKnown", (1,)), AnswerInvalid("broken")]
)
async def test_an_error_of_the_node_comes_through_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as raised:
        await answer_of(web3_over(OneAnswer(error)).eth.call({"to": ADDRESS, "data": "0x"}), bytes)
    assert raised.value is error


@pytest.mark.threat(66)
@pytest.mark.parametrize("answer", [None, "0xzz", [], {}, "0x"])
async def test_a_number_of_another_form_is_refused(answer: JsonValue) -> None:
    with pytest.raises(AnswerInvalid):
        await answer_of(web3_over(OneAnswer(answer)).eth.chain_id, index)


async def test_a_receipt_is_read() -> None:
    receipt = await receipt_from(RECEIPT)
    assert (receipt.transaction_hash, receipt.succeeded, receipt.block_number) == (HASH, True, 5)
    assert receipt.contract == ADDRESS
    assert [log["topics"] for log in receipt.logs] == [[b"\x02" * 32]]


async def test_a_receipt_with_status_zero_did_not_succeed() -> None:
    assert not (await receipt_from(RECEIPT | {"status": "0x0"})).succeeded


@pytest.mark.threat(66)
@pytest.mark.parametrize("change", [{"status": "0xzz"}, {"status": None}, {"blockNumber": []}, {"logs": 5}])
async def test_a_receipt_with_a_broken_member_is_refused(change: JsonObject) -> None:
    with pytest.raises(AnswerInvalid):
        await receipt_from(RECEIPT | change)


@pytest.mark.threat(66)
@pytest.mark.parametrize("member", sorted(set(RECEIPT) - {"contractAddress"}))
async def test_a_receipt_without_a_member_is_refused(member: str) -> None:
    with pytest.raises(AnswerInvalid):
        await receipt_from({name: value for name, value in RECEIPT.items() if name != member})


@pytest.mark.threat(66)
async def test_a_receipt_of_another_transaction_is_refused() -> None:
    with pytest.raises(AnswerInvalid):
        await receipt_from(RECEIPT | {"transactionHash": "0x" + "05" * 32})


async def test_a_receipt_that_is_not_there_is_told_by_web3_s_own_error() -> None:
    with pytest.raises(TransactionNotFound):
        await receipt_from(None)


def test_a_call_is_encoded_as_the_reads_encode_theirs() -> None:
    contract = contract_at(web3_over(OneAnswer(None)), "StatusAnchor", ADDRESS)
    rows = [(b"\x01" * 32, 1, 2, 8, b"\x03" * 32, b"\x04" * 32)]
    call = call_of(contract, "publish", rows)
    assert call.to == ADDRESS
    assert call.data == function_of(load_artifact("StatusAnchor"), "publish").calldata(rows)


def test_an_address_is_encoded_from_its_bytes() -> None:
    contract = contract_at(web3_over(OneAnswer(None)), "IssuerDirectory", ADDRESS)
    assert call_of(contract, "removeAnchorAccount", b"\x05" * 20).data[4:] == bytes(12) + b"\x05" * 20


async def test_an_answer_of_a_contract_that_is_too_short_is_refused() -> None:
    contract = contract_at(web3_over(OneAnswer("0x05")), "IssuerDirectory", ADDRESS)
    with pytest.raises(AnswerInvalid):
        await answer_of(contract.functions.COMPROMISE_APPROVER().call(), bytes)


async def test_an_event_of_another_form_is_refused() -> None:
    contract = contract_at(web3_over(OneAnswer(None)), "StatusAnchor", ADDRESS)
    event = contract.events.HeadAnchored()
    topics = [to_bytes(hexstr=event.topic), HASH, bytes(32)]

    async def read() -> object:
        return event.process_log({"topics": topics, "data": b"\x00"})

    with pytest.raises(AnswerInvalid):
        await answer_of(read(), dict)
