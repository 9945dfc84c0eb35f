"""Sending to a real chain: once, in order, and across a crash on either side."""

import asyncio

import pytest

from citywallet.onchain.errors import ChainUnreachable, ContractReverted
from citywallet.onchain.transactions import SignedTransaction, TransientTransactionStore
from tests.support.contracts import CITIZEN_ID, LIST, OTHER_ISSUER, Contracts


class CrashingStore(TransientTransactionStore):
    """A store whose process stops right after a transaction was kept."""

    crashes = True

    async def add(self, transaction: SignedTransaction) -> None:
        await super().add(transaction)
        if self.crashes:
            raise KeyboardInterrupt


async def test_the_same_act_is_done_once(contracts: Contracts) -> None:
    first = await contracts.publisher.publish([contracts.head(1)], key="publish")
    again = await contracts.publisher.publish([contracts.head(1)], key="publish")
    assert again == first
    assert len(await contracts.anchor.heads(LIST)) == 1


async def test_acts_sent_at_the_same_time_use_one_nonce_each(contracts: Contracts) -> None:
    publisher = contracts.publisher
    await asyncio.gather(
        *(
            publisher.register_list(f"https://issuer.example/{number}", bits=2, entries=8, key=f"{number}")
            for number in range(5)
        )
    )
    nonces = [(await contracts.store.find(f"{number}")).nonce for number in range(5)]  # type: ignore[union-attr]
    assert sorted(nonces) == list(range(min(nonces), min(nonces) + 5))


async def test_two_senders_with_one_store_do_every_act_once(contracts: Contracts) -> None:
    acts = [(f"https://issuer.example/{number}", f"act {number}") for number in range(4)]
    senders = [contracts.publisher_as("issuer_anchor", contracts.store) for _ in range(2)]
    receipts = await asyncio.gather(
        *(sender.register_list(uri, bits=2, entries=8, key=key) for sender in senders for uri, key in acts)
    )
    assert len({receipt.transaction_hash for receipt in receipts}) == len(acts)


@pytest.mark.threat(74)
async def test_a_crash_after_keeping_sends_the_same_bytes_later(contracts: Contracts) -> None:
    store = CrashingStore()
    with pytest.raises(KeyboardInterrupt):
        await contracts.publisher_as("issuer_anchor", store).publish([contracts.head(1)], key="publish")
    assert await contracts.anchor.current_head(LIST) is None
    store.crashes = False
    kept = await store.find("publish")
    await contracts.publisher_as("issuer_anchor", store).publish([contracts.head(1)], key="publish")
    assert await store.find("publish") == kept
    assert len(await contracts.anchor.heads(LIST)) == 1


@pytest.mark.threat(65)
@pytest.mark.threat(74)
async def test_an_act_that_met_a_dead_chain_is_done_when_it_lives_again(own_contracts: Contracts) -> None:
    own_contracts.chain.kill()
    with pytest.raises(ChainUnreachable):
        await own_contracts.publish(1)
    own_contracts.chain.start()
    await own_contracts.publish(1)
    await own_contracts.publish(2)
    assert len(await own_contracts.anchor.heads(LIST)) == 2


async def test_a_refused_act_leaves_the_nonces_in_order(contracts: Contracts) -> None:
    with pytest.raises(ContractReverted):
        await contracts.publish(5)
    await contracts.publish(1)
    assert len(await contracts.anchor.heads(LIST)) == 1


async def test_an_act_may_be_done_again_after_a_refusal(contracts: Contracts) -> None:
    body = contracts.authority("other_body")
    with pytest.raises(ContractReverted) as reverted:
        await body.accredit_issuer(OTHER_ISSUER, [CITIZEN_ID], key="accredit")
    assert reverted.value.error == "BodyNotAccredited"
    await contracts.authority("root_authority").accredit_body(
        contracts.address("other_body"), [CITIZEN_ID], key="body 2"
    )
    await body.accredit_issuer(OTHER_ISSUER, [CITIZEN_ID], key="accredit")
    assert await contracts.directory.body_of(OTHER_ISSUER) == contracts.address("other_body")
