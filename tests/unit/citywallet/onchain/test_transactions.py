"""The store of a deployment keeps the rules of the port."""

import pytest

from citywallet.onchain.transactions import TransientTransactionStore
from tests.support.raw_transaction_store import RawTransactionStoreRules


class TestTransientTransactionStore(RawTransactionStoreRules):
    @pytest.fixture
    def store(self) -> TransientTransactionStore:
        return TransientTransactionStore()
