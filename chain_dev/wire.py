"""Blocks, transactions and receipts in the form of Ethereum's JSON-RPC."""

from collections.abc import Sequence
from typing import Any

from eth.abc import BlockAPI, ComputationAPI, LogAPI, ReceiptAPI, SignedTransactionAPI
from eth_utils.address import to_checksum_address

JsonValue = None | bool | int | str | list[Any] | dict[str, Any]
"""Whatever JSON can say; the chain process has no other use for it than to hand it on."""

JsonObject = dict[str, JsonValue]


def quantity(value: int) -> str:
    """Write an integer as the protocol's quantity: hex without leading zeros."""
    return hex(value)


def octets(value: bytes) -> str:
    """Write bytes as the protocol's data: two hex digits each."""
    return "0x" + value.hex()


def address_text(value: bytes) -> str | None:
    """Write an address with its checksum; an empty one (a creation's recipient) is null."""
    return to_checksum_address(value) if value else None


def block_body(block: BlockAPI) -> JsonObject:
    """Describe a block whose transactions are given by their hashes."""
    header: Any = block.header  # Its interface class knows no fork after London.
    return {
        "number": quantity(header.block_number),
        "hash": octets(header.hash),
        "parentHash": octets(header.parent_hash),
        "sha3Uncles": octets(header.uncles_hash),
        "logsBloom": octets(header.bloom.to_bytes(256, "big")),
        "transactionsRoot": octets(header.transaction_root),
        "stateRoot": octets(header.state_root),
        "receiptsRoot": octets(header.receipt_root),
        "miner": address_text(header.coinbase),
        "difficulty": quantity(0),
        "extraData": octets(header.extra_data),
        "gasLimit": quantity(header.gas_limit),
        "gasUsed": quantity(header.gas_used),
        "timestamp": quantity(header.timestamp),
        "mixHash": octets(header.mix_hash),
        "nonce": octets(header.nonce),
        "baseFeePerGas": quantity(header.base_fee_per_gas),
        "withdrawalsRoot": octets(header.withdrawals_root),
        "blobGasUsed": quantity(header.blob_gas_used),
        "excessBlobGas": quantity(header.excess_blob_gas),
        "parentBeaconBlockRoot": octets(header.parent_beacon_block_root),
        "requestsHash": octets(header.requests_hash),
        # Near enough: a header has some 600 bytes, and nobody of ours counts them.
        "size": quantity(sum(len(one.encode()) for one in block.transactions) + 600),
        "transactions": [octets(one.hash) for one in block.transactions],
        "uncles": [],
        "withdrawals": [],
    }


def transaction_body(
    transaction: SignedTransactionAPI, *, block: BlockAPI | None = None, position: int = 0
) -> JsonObject:
    """Describe a transaction; without a block it is one that still waits."""
    type_id = transaction.type_id or 0
    signature: Any = transaction  # Legacy ones have `v`, the others do not.
    body: JsonObject = {
        "hash": octets(transaction.hash),
        "type": quantity(type_id),
        "nonce": quantity(transaction.nonce),
        "from": address_text(transaction.sender),
        "to": address_text(transaction.to),
        "value": quantity(transaction.value),
        "gas": quantity(transaction.gas),
        "input": octets(transaction.data),
        "r": quantity(transaction.r),
        "s": quantity(transaction.s),
        "v": quantity(signature.y_parity if type_id else signature.v),
        "chainId": None if transaction.chain_id is None else quantity(transaction.chain_id),
        "blockHash": None,
        "blockNumber": None,
        "transactionIndex": None,
        "gasPrice": quantity(transaction.max_fee_per_gas),
    }
    if type_id:
        body["yParity"] = quantity(transaction.y_parity)
        body["accessList"] = [
            {"address": address_text(address), "storageKeys": [octets(slot.to_bytes(32)) for slot in slots]}
            for address, slots in transaction.access_list
        ]
    if type_id >= 2:
        body["maxFeePerGas"] = quantity(transaction.max_fee_per_gas)
        body["maxPriorityFeePerGas"] = quantity(transaction.max_priority_fee_per_gas)
    if block is not None:
        body["blockHash"] = octets(block.hash)
        body["blockNumber"] = quantity(block.number)
        body["transactionIndex"] = quantity(position)
        body["gasPrice"] = quantity(effective_gas_price(transaction, block))
    return body


def effective_gas_price(transaction: SignedTransactionAPI, block: BlockAPI) -> int:
    """What one unit of gas cost the sender in that block, in wei."""
    base_fee = block.header.base_fee_per_gas or 0
    return int(min(transaction.max_fee_per_gas, transaction.max_priority_fee_per_gas + base_fee))


def receipt_body(
    receipt: ReceiptAPI,
    *,
    transaction: SignedTransactionAPI,
    computation: ComputationAPI,
    block: BlockAPI,
    position: int,
    gas_used_before: int,
    logs: Sequence[JsonObject],
) -> JsonObject:
    """Describe what became of a transaction."""
    created = computation.msg.is_create
    return {
        "transactionHash": octets(transaction.hash),
        "transactionIndex": quantity(position),
        "blockHash": octets(block.hash),
        "blockNumber": quantity(block.number),
        "from": address_text(transaction.sender),
        "to": address_text(transaction.to),
        "type": quantity(transaction.type_id or 0),
        "status": quantity(0 if computation.is_error else 1),
        "gasUsed": quantity(receipt.gas_used - gas_used_before),
        "cumulativeGasUsed": quantity(receipt.gas_used),
        "effectiveGasPrice": quantity(effective_gas_price(transaction, block)),
        "contractAddress": address_text(computation.msg.storage_address) if created else None,
        "logs": list(logs),
        "logsBloom": octets(receipt.bloom.to_bytes(256, "big")),
    }


def log_body(
    log: LogAPI, *, transaction_hash: bytes, block: BlockAPI, position: int, index: int
) -> JsonObject:
    """Describe one event; `position` is its transaction's place in the block, `index` its own."""
    return {
        "address": address_text(log.address),
        "topics": [octets(topic.to_bytes(32, "big")) for topic in log.topics],
        "data": octets(log.data),
        "blockNumber": quantity(block.number),
        "blockHash": octets(block.hash),
        "blockTimestamp": quantity(block.header.timestamp),
        "transactionHash": octets(transaction_hash),
        "transactionIndex": quantity(position),
        "logIndex": quantity(index),
        "removed": False,
    }
