"""What every store of signed transactions must do; each implementation's tests inherit these rules."""

import pytest

from citywallet.onchain.errors import NonceTaken
from citywallet.onchain.transactions import RawTransactionStore, Settlement, SignedTransaction

ACCOUNT = b"\x01" * 20


def a_transaction(key: str = "publish 1", *, nonce: int = 0, account: bytes = ACCOUNT) -> SignedTransaction:
    name = f"{key} {nonce} {account.hex()}".encode()
    return SignedTransaction(
        key=key, account=account, nonce=nonce, raw=b"raw " + name, hash=name.ljust(32, b".")[:32]
    )


class RawTransactionStoreRules:
    """Inherit this in a class named `Test…` and give a fixture `store`."""

    async def test_a_transaction_is_found_by_its_act(self, store: RawTransactionStore) -> None:
        await store.add(a_transaction())
        assert await store.find("publish 1") == a_transaction()
        assert await store.find("publish 2") is None

    async def test_unsettled_transactions_come_by_nonce(self, store: RawTransactionStore) -> None:
        for nonce in (2, 0, 1):
            await store.add(a_transaction(f"publish {nonce}", nonce=nonce))
        assert [one.nonce for one in await store.unsettled(ACCOUNT)] == [0, 1, 2]

    async def test_another_account_s_transactions_are_apart(self, store: RawTransactionStore) -> None:
        await store.add(a_transaction("one"))
        await store.add(a_transaction("other", account=b"\x02" * 20))
        assert [one.key for one in await store.unsettled(ACCOUNT)] == ["one"]

    async def test_a_second_transaction_with_the_nonce_is_refused(self, store: RawTransactionStore) -> None:
        await store.add(a_transaction("one"))
        with pytest.raises(NonceTaken):
            await store.add(a_transaction("other"))

    async def test_a_second_transaction_of_the_act_is_refused(self, store: RawTransactionStore) -> None:
        await store.add(a_transaction(nonce=0))
        with pytest.raises(NonceTaken):
            await store.add(a_transaction(nonce=1))

    async def test_a_mined_transaction_is_found_and_keeps_its_nonce(self, store: RawTransactionStore) -> None:
        await store.add(a_transaction())
        await store.settle(a_transaction().hash, Settlement.MINED)
        assert await store.find("publish 1") == a_transaction()
        assert list(await store.unsettled(ACCOUNT)) == []
        with pytest.raises(NonceTaken):
            await store.add(a_transaction("other"))

    async def test_a_reverted_transaction_keeps_its_nonce_and_frees_its_act(
        self, store: RawTransactionStore
    ) -> None:
        await store.add(a_transaction())
        await store.settle(a_transaction().hash, Settlement.REVERTED)
        assert await store.find("publish 1") is None
        with pytest.raises(NonceTaken):
            await store.add(a_transaction("other"))
        await store.add(a_transaction(nonce=1))
        assert await store.find("publish 1") == a_transaction(nonce=1)

    async def test_a_forgotten_transaction_frees_act_and_nonce(self, store: RawTransactionStore) -> None:
        await store.add(a_transaction())
        await store.forget(a_transaction().hash)
        assert await store.find("publish 1") is None
        assert list(await store.unsettled(ACCOUNT)) == []
        await store.add(a_transaction("other"))
        assert await store.find("other") == a_transaction("other")

    async def test_a_forgotten_transaction_may_be_added_again(self, store: RawTransactionStore) -> None:
        await store.add(a_transaction())
        await store.forget(a_transaction().hash)
        await store.add(a_transaction())
        assert await store.find("publish 1") == a_transaction()

    async def test_a_mined_transaction_is_not_forgotten(self, store: RawTransactionStore) -> None:
        await store.add(a_transaction())
        await store.settle(a_transaction().hash, Settlement.MINED)
        await store.forget(a_transaction().hash)
        assert await store.find("publish 1") == a_transaction()

    async def test_settling_twice_changes_nothing(self, store: RawTransactionStore) -> None:
        await store.add(a_transaction())
        await store.settle(a_transaction().hash, Settlement.MINED)
        await store.settle(a_transaction().hash, Settlement.REVERTED)
        assert await store.find("publish 1") == a_transaction()
