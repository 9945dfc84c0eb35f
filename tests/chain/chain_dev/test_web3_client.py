"""What web3.py, which knows nothing of us, can do with the chain."""

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3 import Web3
from web3.exceptions import ContractCustomError, ContractLogicError, Web3RPCError

from tests.chain.chain_dev import echo
from tests.support.chain import CHAIN_ID, RunningChain

PRICES = {"maxFeePerGas": 5 * 10**9, "maxPriorityFeePerGas": 10**9}


@pytest.fixture
def web3(chain: RunningChain) -> Web3:
    return Web3(Web3.HTTPProvider(chain.url))


@pytest.fixture
def sender(chain: RunningChain) -> LocalAccount:
    return Account.from_key(chain.key("spare_1"))


@pytest.fixture(scope="module")
def contract(chain: RunningChain) -> str:
    web3, deployer = Web3(Web3.HTTPProvider(chain.url)), Account.from_key(chain.key("spare_2"))
    built = (
        web3.eth.contract(abi=[], bytecode=echo.BYTECODE)
        .constructor()
        .build_transaction(
            {"from": deployer.address, "nonce": web3.eth.get_transaction_count(deployer.address)}
        )
    )
    sent = web3.eth.send_raw_transaction(deployer.sign_transaction(built).raw_transaction)
    receipt = web3.eth.wait_for_transaction_receipt(sent)
    assert receipt["status"] == 1
    return receipt["contractAddress"]


def send(web3: Web3, sender: LocalAccount, to: str, data: bytes = b"", **overrides: object) -> bytes:
    fields = {"to": to, "data": data, "value": 0, "chainId": CHAIN_ID, "gas": 200_000, **PRICES}
    fields["nonce"] = web3.eth.get_transaction_count(sender.address)
    return web3.eth.send_raw_transaction(sender.sign_transaction(fields | overrides).raw_transaction)


def test_network_facts_are_those_of_the_city_chain(web3: Web3) -> None:
    assert web3.eth.chain_id == CHAIN_ID
    assert web3.net.version == str(CHAIN_ID)
    assert web3.client_version.startswith("citywallet-chain/")
    assert web3.eth.gas_price > web3.eth.max_priority_fee > 0
    history = web3.eth.fee_history(2, "latest", [50])
    assert len(history["baseFeePerGas"]) == len(history["gasUsedRatio"]) + 1


def test_each_transaction_gets_its_own_block_and_receipt(web3: Web3, sender: LocalAccount) -> None:
    before = web3.eth.block_number
    first = send(web3, sender, sender.address, value=1)
    second = send(web3, sender, sender.address, value=2)
    receipts = [web3.eth.get_transaction_receipt(one) for one in (first, second)]
    assert [one["blockNumber"] for one in receipts] == [before + 1, before + 2]
    block = web3.eth.get_block(before + 1, full_transactions=True)
    assert [one["hash"] for one in block["transactions"]] == [first]
    assert web3.eth.get_block(block["hash"])["number"] == before + 1
    assert web3.eth.get_transaction(second)["blockNumber"] == before + 2


def test_block_times_are_the_real_clock_even_in_a_burst(web3: Web3, sender: LocalAccount) -> None:
    start = web3.eth.get_block("latest")["timestamp"]
    for value in range(30):
        send(web3, sender, sender.address, value=value)
    times = [
        web3.eth.get_block(number)["timestamp"]
        for number in range(web3.eth.block_number - 29, web3.eth.block_number + 1)
    ]
    assert times == sorted(times)
    assert times[-1] - start < 30, "the chain ran ahead of the clock"


def test_estimate_is_enough_and_hardly_more(web3: Web3, sender: LocalAccount, contract: str) -> None:
    call = {"from": sender.address, "to": contract, "data": echo.store(7)}
    estimate = web3.eth.estimate_gas(call)
    receipt = web3.eth.get_transaction_receipt(send(web3, sender, contract, echo.store(7), gas=estimate))
    assert receipt["status"] == 1
    assert receipt["gasUsed"] <= estimate <= receipt["gasUsed"] * 1.05


def test_call_reads_the_state_of_the_block_that_is_named(
    web3: Web3, sender: LocalAccount, contract: str
) -> None:
    send(web3, sender, contract, echo.store(1))
    then = web3.eth.block_number
    send(web3, sender, contract, echo.store(2))
    call = {"to": contract}
    assert int.from_bytes(web3.eth.call(call, then)) == 1
    for tag in ("latest", "finalized", "safe"):
        assert int.from_bytes(web3.eth.call(call, tag)) == 2
    assert web3.eth.call(call, "earliest") == b""
    assert web3.eth.get_storage_at(contract, 0) == echo.word(2)
    assert web3.eth.get_code(contract) != b""


def test_revert_reaches_the_caller_with_its_data(web3: Web3, contract: str) -> None:
    custom = bytes.fromhex("deadbeef") + echo.word(5)
    with pytest.raises(ContractCustomError) as raised:
        web3.eth.call({"to": contract, "data": echo.revert(custom)})
    assert raised.value.data == "0x" + custom.hex()
    reason = bytes.fromhex("08c379a0") + echo.word(32) + echo.word(2) + b"no".ljust(32, b"\0")
    with pytest.raises(ContractLogicError, match="execution reverted: no"):
        web3.eth.estimate_gas({"to": contract, "data": echo.revert(reason)})


def test_reverting_transaction_is_mined_as_failed(web3: Web3, sender: LocalAccount, contract: str) -> None:
    receipt = web3.eth.get_transaction_receipt(send(web3, sender, contract, echo.revert(b"")))
    assert receipt["status"] == 0


def test_logs_are_found_by_address_topic_and_range(web3: Web3, sender: LocalAccount, contract: str) -> None:
    first = web3.eth.block_number + 1
    for number in range(4):
        send(web3, sender, contract, echo.log(0xAA + number % 2, number, 99))
    newest = web3.eth.block_number
    search = {"fromBlock": first, "toBlock": newest, "address": contract}
    assert [one["topics"][1] for one in web3.eth.get_logs(search)] == [echo.word(n) for n in range(4)]
    even = web3.eth.get_logs(search | {"topics": ["0x" + echo.word(0xAA).hex()]})
    assert [int.from_bytes(one["topics"][1]) for one in even] == [0, 2]
    either = [["0x" + echo.word(1).hex(), "0x" + echo.word(2).hex()]]
    assert len(web3.eth.get_logs(search | {"topics": [None, *either]})) == 2
    assert web3.eth.get_logs(search | {"address": sender.address}) == []
    assert len(web3.eth.get_logs(search | {"toBlock": first})) == 1


def test_transaction_waits_until_the_nonces_before_it_arrive(web3: Web3, sender: LocalAccount) -> None:
    nonce, before = web3.eth.get_transaction_count(sender.address), web3.eth.block_number
    late = send(web3, sender, sender.address, nonce=nonce + 2)
    later = send(web3, sender, sender.address, nonce=nonce + 1)
    assert web3.eth.block_number == before
    assert web3.eth.get_transaction(late)["blockNumber"] is None
    first = send(web3, sender, sender.address, nonce=nonce)
    mined = [web3.eth.get_transaction_receipt(one)["blockNumber"] for one in (first, later, late)]
    assert mined == [before + 1, before + 2, before + 3]


@pytest.mark.parametrize(
    ("overrides", "sentence"),
    [
        ({"nonce": 0}, "nonce too low"),
        ({"nonce": 10**6}, "nonce too high"),
        ({"chainId": 1}, "invalid chain id"),
        ({"gas": 20_000}, "intrinsic gas too low"),
        ({"gas": 31_000_000}, "exceeds block gas limit"),
        ({"maxFeePerGas": 1, "maxPriorityFeePerGas": 1}, "less than block base fee"),
        ({"value": 10**30}, "insufficient funds"),
    ],
)
def test_hopeless_transaction_is_refused(
    web3: Web3, sender: LocalAccount, overrides: dict[str, int], sentence: str
) -> None:
    send(web3, sender, sender.address)
    before = web3.eth.block_number
    with pytest.raises(Web3RPCError, match=sentence):
        send(web3, sender, sender.address, **overrides)
    assert web3.eth.block_number == before


def test_same_transaction_twice_is_already_known(web3: Web3, sender: LocalAccount) -> None:
    raw = sender.sign_transaction(
        {
            "to": sender.address,
            "value": 0,
            "chainId": CHAIN_ID,
            "gas": 21_000,
            **PRICES,
            "nonce": web3.eth.get_transaction_count(sender.address),
        }
    ).raw_transaction
    web3.eth.send_raw_transaction(raw)
    with pytest.raises(Web3RPCError, match="already known"):
        web3.eth.send_raw_transaction(raw)
