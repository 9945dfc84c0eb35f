"""What JSON-RPC readers ask for, kept ready in its final form beside the chain.

The rows are written in the same commit as their block, so they never say more or less than the chain does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from eth.abc import BlockAPI, ComputationAPI, ReceiptAPI

from chain_dev import wire
from chain_dev.store import ChainStore
from chain_dev.wire import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    """Which events are wanted: an empty set of addresses or topics means any."""

    first: int
    last: int
    addresses: Sequence[bytes] = ()
    topics: Sequence[Sequence[bytes]] = ()


class ChainIndex:
    """Blocks, transactions, receipts and logs by what they are asked for."""

    def __init__(self, store: ChainStore) -> None:
        self._connection = store.connection

    def add(
        self, block: BlockAPI, receipts: Sequence[ReceiptAPI], computations: Sequence[ComputationAPI]
    ) -> None:
        """Write the rows of a block that was just made; call it inside the block's commit."""
        described = orjson.dumps(wire.block_body(block))
        self._connection.execute("INSERT INTO blocks VALUES (?, ?, ?)", (block.number, block.hash, described))
        gas_used_before = 0
        log_rows: list[tuple[object, ...]] = []
        for position, transaction in enumerate(block.transactions):
            receipt, logs = receipts[position], []
            for log in receipt.logs:
                body = wire.log_body(
                    log,
                    transaction_hash=transaction.hash,
                    block=block,
                    position=position,
                    index=len(log_rows),
                )
                logs.append(body)
                topics = [topic.to_bytes(32, "big") for topic in log.topics] + [None] * (4 - len(log.topics))
                log_rows.append((block.number, len(log_rows), log.address, *topics, orjson.dumps(body)))
            written = wire.receipt_body(
                receipt,
                transaction=transaction,
                computation=computations[position],
                block=block,
                position=position,
                gas_used_before=gas_used_before,
                logs=logs,
            )
            gas_used_before = receipt.gas_used
            sent = wire.transaction_body(transaction, block=block, position=position)
            self._connection.execute(
                "INSERT INTO transactions VALUES (?, ?, ?, ?, ?)",
                (transaction.hash, block.number, position, orjson.dumps(sent), orjson.dumps(written)),
            )
        self._connection.executemany("INSERT INTO logs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", log_rows)

    def cut_after(self, number: int) -> None:
        """Forget every block above `number`; call it inside a commit."""
        for table in ("blocks", "transactions", "logs"):
            self._connection.execute(f"DELETE FROM {table} WHERE number > ?", (number,))  # noqa: S608 - our names

    def block(self, number: int, *, with_transactions: bool) -> JsonObject | None:
        """Read a block by its number."""
        row = self._one("SELECT body FROM blocks WHERE number = ?", number)
        if row is None:
            return None
        body: JsonObject = orjson.loads(row[0])
        if with_transactions:
            rows = self._connection.execute(
                "SELECT body FROM transactions WHERE number = ? ORDER BY position", (number,)
            )
            body["transactions"] = [orjson.loads(one[0]) for one in rows]
        return body

    def number_of(self, block_hash: bytes) -> int | None:
        """Find the number of the block with that hash."""
        row = self._one("SELECT number FROM blocks WHERE hash = ?", block_hash)
        return None if row is None else int(row[0])

    def transaction(self, transaction_hash: bytes) -> JsonObject | None:
        """Read a transaction that is in the chain."""
        row = self._one("SELECT body FROM transactions WHERE hash = ?", transaction_hash)
        return None if row is None else orjson.loads(row[0])

    def transaction_at(self, number: int, position: int) -> JsonObject | None:
        """Read a transaction by its place in a block."""
        row = self._one("SELECT body FROM transactions WHERE number = ? AND position = ?", number, position)
        return None if row is None else orjson.loads(row[0])

    def receipt(self, transaction_hash: bytes) -> JsonObject | None:
        """Read the receipt of a transaction that is in the chain."""
        row = self._one("SELECT receipt FROM transactions WHERE hash = ?", transaction_hash)
        return None if row is None else orjson.loads(row[0])

    def receipts(self, number: int) -> list[JsonObject]:
        """Read the receipts of a block in order."""
        rows = self._connection.execute(
            "SELECT receipt FROM transactions WHERE number = ? ORDER BY position", (number,)
        )
        return [orjson.loads(row[0]) for row in rows]

    def logs(self, query: LogQuery, *, limit: int) -> list[JsonObject]:
        """Read the matching events in order, at most `limit` of them."""
        conditions, values = ["number BETWEEN ? AND ?"], [query.first, query.last]
        wanted = [("address", query.addresses)]
        wanted += [(f"topic{place}", choices) for place, choices in enumerate(query.topics)]
        parameters: list[Any] = list(values)
        for column, choices in wanted:
            if choices:
                conditions.append(f"{column} IN ({','.join('?' * len(choices))})")
                parameters.extend(choices)
        statement = (
            f"SELECT body FROM logs WHERE {' AND '.join(conditions)} "  # noqa: S608 - our column names only
            "ORDER BY number, position LIMIT ?"
        )
        rows = self._connection.execute(statement, (*parameters, limit))
        return [orjson.loads(row[0]) for row in rows]

    def _one(self, statement: str, *parameters: object) -> Any:
        return self._connection.execute(statement, parameters).fetchone()
