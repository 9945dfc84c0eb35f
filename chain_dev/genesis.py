"""The rules of the chain and its first block."""

from datetime import datetime
from typing import Final

from eth.abc import AtomicDatabaseAPI, BlockHeaderAPI
from eth.chains.base import MiningChain
from eth.vm.forks.prague import PragueVM
from eth_typing import Address

from chain_dev.accounts import ACCOUNTS
from chain_dev.genesis_facts import CHAIN_ID

BLOCK_GAS_LIMIT: Final = 30_000_000
COINBASE: Final = Address(bytes.fromhex("c17a11e7000000000000000000000000000000c0"))
"""Who receives the fees: an address without a key, so that no balance of ours moves by itself."""

_FUNDS_WEI: Final = 1_000_000 * 10**18


class CityVM(PragueVM):
    """Prague's rules, except that two blocks may carry the same second.

    The chain makes one block per transaction and its block times are the real clock. If each block had to be
    a second later than the one before, a burst of transactions would carry the chain into the future, and
    whoever compares block times with a clock would stop believing it.
    """

    @classmethod
    def validate_header(cls, header: BlockHeaderAPI, parent_header: BlockHeaderAPI) -> None:
        """Check a header against its parent; equal times are good, earlier ones are not."""
        if parent_header is not None and header.timestamp == parent_header.timestamp:
            parent_header = parent_header.copy(timestamp=parent_header.timestamp - 1)
        super().validate_header(header, parent_header)


class CityChain(MiningChain):
    """The chain that this package serves."""

    vm_configuration = ((0, CityVM),)  # type: ignore[assignment]
    chain_id = CHAIN_ID


def write_genesis(database: AtomicDatabaseAPI, *, at: datetime) -> BlockHeaderAPI:
    """Write block 0 with the funded accounts into an empty database and return its header."""
    chain = CityChain.from_genesis(
        database,
        {
            "difficulty": 0,
            "gas_limit": BLOCK_GAS_LIMIT,
            "timestamp": int(at.timestamp()),
            "coinbase": COINBASE,
            "extra_data": b"citywallet development chain",
        },
        {
            Address(bytes.fromhex(one.address[2:])): {
                "balance": _FUNDS_WEI,
                "nonce": 0,
                "code": b"",
                "storage": {},
            }
            for one in ACCOUNTS
        },
    )
    return chain.get_canonical_head()
