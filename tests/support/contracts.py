"""Our contracts on a running chain: a root, a body, and an issuer that may anchor."""

import copy
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from citywallet.onchain.address_book import AddressBook
from citywallet.onchain.connection import ChainConnection
from citywallet.onchain.deploy import DirectoryTerms, deploy_contracts
from citywallet.onchain.directory_authority import DirectoryAuthority
from citywallet.onchain.exchange import HttpExchange
from citywallet.onchain.issuer_directory import IssuerDirectory
from citywallet.onchain.rpc import JsonRpc
from citywallet.onchain.sender import TransactionSender
from citywallet.onchain.status_anchor import StatusAnchor
from citywallet.onchain.status_publisher import StatusPublisher
from citywallet.onchain.transactions import TransientTransactionStore
from citywallet.protocol.anchoring import Head, list_id
from citywallet.protocol.encoding import JsonValue
from citywallet.protocol.trust import issuer_id, type_id
from tests.support.chain import RunningChain

ISSUER = issuer_id("https://issuer.example")
OTHER_ISSUER = issuer_id("https://other-issuer.example")
CITIZEN_ID = type_id("https://issuer.example/vct/citizen-id/1")
URI = "https://issuer.example/status/1"
LIST = list_id(ISSUER, URI)
ENTRIES = 1 << 20

Lie = Callable[[JsonValue], JsonValue]


@dataclass
class Contracts:
    """Clients of one deployment; `store` holds what the issuer's anchor account signed."""

    chain: RunningChain
    book: AddressBook
    connection: ChainConnection
    store: TransientTransactionStore
    lying_connections: list[ChainConnection] = field(default_factory=list)

    @property
    def directory(self) -> IssuerDirectory:
        return IssuerDirectory(self.connection)

    @property
    def anchor(self) -> StatusAnchor:
        return StatusAnchor(self.connection)

    @property
    def publisher(self) -> StatusPublisher:
        return self.publisher_as("issuer_anchor", self.store)

    def address(self, name: str) -> bytes:
        return bytes.fromhex(self.chain.address(name)[2:])

    def sender(self, name: str, store: TransientTransactionStore | None = None) -> TransactionSender:
        return TransactionSender(
            self.connection,
            store or TransientTransactionStore(),
            secret=bytes.fromhex(self.chain.key(name).removeprefix("0x")),
            chain_id=self.book.chain_id,
        )

    def authority(self, name: str) -> DirectoryAuthority:
        return DirectoryAuthority(self.sender(name), self.book)

    def publisher_as(self, name: str, store: TransientTransactionStore | None = None) -> StatusPublisher:
        return StatusPublisher(self.sender(name, store), self.anchor)

    async def accredit(self) -> None:
        """Root → body → issuer, with its anchor account."""
        body = self.address("city_body")
        await self.authority("root_authority").accredit_body(body, [CITIZEN_ID], key="body")
        await self.authority("city_body").accredit_issuer(ISSUER, [CITIZEN_ID], key="issuer")
        account = self.address("issuer_anchor")
        await self.authority("city_body").add_anchor_account(ISSUER, account, key="anchor")

    async def register_list(self) -> None:
        await self.publisher.register_list(URI, bits=2, entries=ENTRIES, key="register")

    def head(self, sequence: int, *, list_id: bytes = LIST, entries: int = ENTRIES) -> Head:
        """A head whose root and digest differ with its sequence."""
        return self.anchor.build_head(
            list_id=list_id,
            sequence=sequence,
            bits=2,
            entries=entries,
            root=sequence.to_bytes(32),
            token_digest=(1000 + sequence).to_bytes(32),
        )

    async def publish(self, *sequences: int) -> None:
        """One transaction with one head for each sequence."""
        heads = [self.head(sequence) for sequence in sequences]
        await self.publisher.publish(heads, key=f"publish {sequences}")

    def lying(self, method: str, lie: Lie) -> StatusAnchor:
        """The anchor, read through a node that changes its answers to one method."""
        connection = ChainConnection(LyingRpc(self.chain.url, method, lie), self.book)
        self.lying_connections.append(connection)
        return StatusAnchor(connection)


class LyingRpc(JsonRpc):
    """A node that tells the truth but for one method."""

    def __init__(self, url: str, method: str, lie: Lie) -> None:
        super().__init__(HttpExchange(url, timeout=timedelta(seconds=5)))
        self._method = method
        self._lie = lie

    async def request(self, method: str, *params: JsonValue) -> JsonValue:
        truth = await super().request(method, *params)
        return self._lie(truth) if method == self._method else truth


@dataclass(frozen=True)
class Deployment:
    """A deployment with an accredited issuer and its registered list, and what was signed for that."""

    chain: RunningChain
    book: AddressBook
    store: TransientTransactionStore


async def deploy_on(chain: RunningChain) -> Deployment:
    """Deploy, accredit the issuer and register its list."""
    terms = DirectoryTerms(
        root=bytes.fromhex(chain.address("root_authority")[2:]), transfer_delay=timedelta(days=1)
    )
    secret = bytes.fromhex(chain.key("deployer").removeprefix("0x"))
    book = await deploy_contracts(chain.url, deployer_secret=secret, terms=terms)
    deployment = Deployment(chain, book, TransientTransactionStore())
    async with contracts_of(deployment) as contracts:
        await contracts.accredit()
        await contracts.register_list()
    return Deployment(chain, book, contracts.store)


@asynccontextmanager
async def contracts_of(deployment: Deployment) -> AsyncIterator[Contracts]:
    """Clients of a deployment; what they sign is not added to the deployment's own store."""
    connection = await ChainConnection.open(deployment.chain.url, deployment.book)
    contracts = Contracts(
        chain=deployment.chain,
        book=deployment.book,
        connection=connection,
        store=copy.deepcopy(deployment.store),
    )
    try:
        yield contracts
    finally:
        for opened in (connection, *contracts.lying_connections):
            await opened.close()
