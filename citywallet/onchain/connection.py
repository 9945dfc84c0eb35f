"""A connection to the chain of the address book, and to no other."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from eth_utils.crypto import keccak

from citywallet.onchain.address_book import AddressBook
from citywallet.onchain.errors import AnswerInvalid, ChainUnreachable, WrongChain, WrongCode, WrongGenesis
from citywallet.onchain.exchange import HttpExchange
from citywallet.onchain.rpc import JsonRpc
from citywallet.onchain.wire import (
    Block,
    Log,
    parse_block,
    parse_list,
    parse_log,
    parse_octets,
    parse_quantity,
    serialize_octets,
)
from citywallet.protocol.encoding import JsonValue

DEFAULT_TIMEOUT = timedelta(seconds=5)
_RECHECK_AFTER = timedelta(seconds=10)


class Finality(StrEnum):
    """Which block a chain's profile calls final; the value is the block tag that reads use."""

    AT_ONCE = "latest"
    """A chain that never takes a block back, such as the embedded one."""
    FINALIZED = "finalized"
    """A chain with a finality of its own."""


class ChainConnection:
    """Reads from the contracts of one address book.

    Chain id, first block and code are checked before the first request, again after the node could not be
    reached, and every few seconds: what answers then may be another node, or a chain begun anew. Make it with
    `open`; end it with `close`.
    """

    def __init__(
        self,
        rpc: JsonRpc,
        book: AddressBook,
        *,
        finality: Finality = Finality.AT_ONCE,
        recheck_after: timedelta = _RECHECK_AFTER,
    ) -> None:
        self.rpc = rpc
        self.book = book
        self.finality = finality
        self._recheck_after = recheck_after
        self._good_until: float | None = None
        self._checking = asyncio.Lock()

    @classmethod
    async def open(
        cls,
        rpc_url: str,
        address_book: AddressBook,
        *,
        finality: Finality = Finality.AT_ONCE,
        timeout: timedelta = DEFAULT_TIMEOUT,
    ) -> "ChainConnection":
        """Connect, and check that it is our chain with our contracts.

        Raises:
            ChainUnreachable: there is no usable answer.
            WrongChain, WrongGenesis, WrongCode: it is not the chain of the book.
        """
        connection = cls.unchecked(rpc_url, address_book, finality=finality, timeout=timeout)
        try:
            await connection.check()
        except BaseException:
            await connection.close()
            raise
        return connection

    @classmethod
    def unchecked(
        cls,
        rpc_url: str,
        address_book: AddressBook,
        *,
        finality: Finality = Finality.AT_ONCE,
        timeout: timedelta = DEFAULT_TIMEOUT,
    ) -> "ChainConnection":
        """Prepare a connection that checks the chain at its first use, for a start while it is down."""
        return cls(JsonRpc(HttpExchange(rpc_url, timeout=timeout)), address_book, finality=finality)

    async def close(self) -> None:
        """Close the connection."""
        await self.rpc.close()

    async def check(self) -> None:
        """Check chain id, first block and code now.

        Raises:
            ChainUnreachable: there is no usable answer.
            WrongChain, WrongGenesis, WrongCode: it is not the chain of the book.
        """
        async with self._checking:
            self._good_until = None
            # (1) The chain id: cheap, and the usual mistake.
            chain_id = parse_quantity(await self.rpc.request("eth_chainId"))
            if chain_id != self.book.chain_id:
                raise WrongChain(f"the node serves chain {chain_id}, not {self.book.chain_id}")
            # (2) The first block: another chain of the same id, or ours begun anew.
            genesis = parse_block(await self.rpc.request("eth_getBlockByNumber", "0x0", False))
            if genesis.hash != self.book.genesis_hash:
                raise WrongGenesis("the chain's first block is another: it was begun anew, or is not ours")
            # (3) The code: nobody else's contract may answer for ours.
            for name, contract in self.book.contracts.items():
                place = serialize_octets(contract.address)
                code = parse_octets(await self.rpc.request("eth_getCode", place, "latest"))
                if keccak(code) != contract.code_hash:
                    raise WrongCode(f"the code of {name} is {'another' if code else 'missing'}")
            self._good_until = _now_seconds() + self._recheck_after.total_seconds()

    async def request(self, method: str, *params: JsonValue) -> JsonValue:
        """Call one JSON-RPC method on the checked chain.

        Raises:
            ChainError: any of this package's errors of the connection, the node or a contract.
        """
        await self._ensure_checked()
        try:
            return await self.rpc.request(method, *params)
        except ChainUnreachable:
            self._good_until = None
            raise

    async def call(self, contract: str, calldata: bytes, *, final: bool = True) -> bytes:
        """Ask a contract of the book as of the newest final block, or else of the newest.

        Raises:
            ChainError: any of this package's errors of the connection, the node or a contract.
        """
        return parse_octets(
            await self.request("eth_call", *self._call_params(contract, calldata, final=final))
        )

    async def calls(self, contract: str, many: Sequence[bytes]) -> list[bytes]:
        """Ask a contract many questions in one exchange.

        Raises:
            ChainError: any of this package's errors of the connection, the node or a contract.
        """
        await self._ensure_checked()
        try:
            answers = await self.rpc.batch(
                "eth_call", [self._call_params(contract, calldata, final=True) for calldata in many]
            )
        except ChainUnreachable:
            self._good_until = None
            raise
        return [parse_octets(answer) for answer in answers]

    async def logs(self, contract: str, topics: Sequence[bytes], *, final: bool = True) -> tuple[Log, ...]:
        """The events of a contract with these leading topics, in the order in which they happened.

        Up to the newest final block, or else to the newest.

        Repeated ones are dropped and the order is restored, whatever the node does.

        Raises:
            AnswerInvalid: the node answers logs that were not asked for.
            ChainError: any of this package's other errors of the connection or the node.
        """
        place = self.book.contract(contract)
        query: JsonValue = {
            "address": serialize_octets(place.address),
            "topics": [serialize_octets(topic) for topic in topics],
            "fromBlock": hex(place.deployed_block),
            "toBlock": self._tag(final),
        }
        found = {}
        for one in parse_list(await self.request("eth_getLogs", query)):
            log = parse_log(one)
            if log.address != place.address or log.topics[: len(topics)] != tuple(topics):
                raise AnswerInvalid("the node answered logs that were not asked for")
            found[log.block_number, log.index] = log
        return tuple(found[position] for position in sorted(found))

    async def newest_block(self) -> Block:
        """The newest final block.

        Raises:
            ChainError: any of this package's errors of the connection or the node.
        """
        return parse_block(await self.request("eth_getBlockByNumber", self.finality.value, False))

    async def _ensure_checked(self) -> None:
        if self._good_until is None or _now_seconds() >= self._good_until:
            await self.check()

    def _tag(self, final: bool) -> str:
        return self.finality.value if final else Finality.AT_ONCE.value

    def _call_params(self, contract: str, calldata: bytes, *, final: bool) -> list[JsonValue]:
        address = self.book.contract(contract).address
        call: JsonValue = {"to": serialize_octets(address), "data": serialize_octets(calldata)}
        return [call, self._tag(final)]


def _now_seconds() -> float:
    """The event loop's clock, which only ever goes forward; it is no time of day."""
    return asyncio.get_running_loop().time()
