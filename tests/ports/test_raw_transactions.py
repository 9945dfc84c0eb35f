"""The issuer's store of signed transactions keeps the rules of the port."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from issuer.adapters.raw_transactions import SqlRawTransactions
from tests.support.database import a_database
from tests.support.raw_transaction_store import RawTransactionStoreRules


class TestSqlRawTransactions(RawTransactionStoreRules):
    @pytest.fixture
    async def store(self, tmp_path: Path) -> AsyncIterator[SqlRawTransactions]:
        async with a_database("issuer.migrations", tmp_path) as database:
            yield SqlRawTransactions(database)
