"""How the chain is opened."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from citywallet.onchain.address_book import AddressBook
from citywallet.onchain.connection import ChainConnection
from citywallet.onchain.issuer_directory import IssuerDirectory
from citywallet.onchain.sender import TransactionSender
from citywallet.onchain.status_anchor import StatusAnchor
from citywallet.onchain.status_publisher import StatusPublisher
from citywallet.protocol.trust import issuer_id
from citywallet.storage.database import Database
from issuer.adapters.key_directory import ContractKeyDirectory
from issuer.adapters.key_files import load_chain_secret
from issuer.adapters.raw_transactions import SqlRawTransactions
from issuer.adapters.status_chain import ContractStatusChain
from issuer.ports import ChainPorts
from issuer.settings import Settings

OpenChain = Callable[[Database], AbstractAsyncContextManager[ChainPorts]]


def opener_of(chain: ChainPorts) -> OpenChain:
    """Gives a chain that is open already."""
    return lambda _database: nullcontext(chain)


def opener_of_contracts(settings: Settings) -> OpenChain:
    """Reads address book and account now; opens with the database in which the sender keeps transactions.

    Raises:
        AddressBookUnreadable: it is not there, or is none.
        KeyFileInvalid: the file of the account is missing or holds something else.
    """
    book = AddressBook.load(settings.address_book)
    secret = load_chain_secret(settings.anchor_key_file)
    issuer = issuer_id(settings.public_url)

    @asynccontextmanager
    async def open_chain(database: Database) -> AsyncIterator[ChainPorts]:
        # Checked at first use, not now: the counter opens although the chain is down.
        connection = ChainConnection.unchecked(settings.chain_rpc_url, book)
        anchor, directory = StatusAnchor(connection), IssuerDirectory(connection)
        sender = TransactionSender(
            connection, SqlRawTransactions(database), secret=secret, chain_id=book.chain_id
        )
        publisher = StatusPublisher(sender, anchor)
        try:
            yield ChainPorts(
                status=ContractStatusChain(issuer_id=issuer, anchor=anchor, publisher=publisher),
                directory=ContractKeyDirectory(issuer_id=issuer, directory=directory),
            )
        finally:
            await connection.close()

    return open_chain
