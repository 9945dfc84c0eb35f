"""What anchoring costs on the embedded chain; how many entries changed makes no difference to it."""

from tests.support.contracts import URI, Contracts

MEAN_LIMIT = 76_000
WORST_LIMIT = 92_000
FIRST_LIMIT = 165_000


async def gas_of(contracts: Contracts, key: str) -> int:
    transaction = await contracts.store.find(key)
    assert transaction is not None
    receipt = contracts.chain.rpc("eth_getTransactionReceipt", "0x" + transaction.hash.hex())
    assert isinstance(receipt, dict)
    return int(str(receipt["gasUsed"]), 16)


async def test_a_list_s_first_head_stays_below_its_limit_with_the_registration(contracts: Contracts) -> None:
    await contracts.publish(1)
    first = await gas_of(contracts, "register") + await gas_of(contracts, "publish (1,)")
    assert len(URI) >= 30
    assert first <= FIRST_LIMIT


async def test_updates_stay_below_their_limits_over_a_full_word_of_times(contracts: Contracts) -> None:
    for sequence in range(1, 13):
        await contracts.publish(sequence)
    used = [await gas_of(contracts, f"publish ({sequence},)") for sequence in range(7, 13)]
    assert sum(used) / len(used) <= MEAN_LIMIT
    assert max(used) <= WORST_LIMIT
