"""What the issuer brings onto a real chain: heads that anyone can check, and nothing about a person."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from eth_utils.crypto import keccak
from sqlalchemy import text

from citywallet.onchain.address_book import AddressBook
from citywallet.onchain.connection import ChainConnection
from citywallet.onchain.deploy import DirectoryTerms, deploy_contracts
from citywallet.onchain.directory_authority import DirectoryAuthority
from citywallet.onchain.sender import TransactionSender
from citywallet.onchain.status_anchor import StatusAnchor
from citywallet.onchain.status_publisher import StatusPublisher
from citywallet.onchain.transactions import TransientTransactionStore
from citywallet.protocol.anchoring import list_id, list_root
from citywallet.protocol.statuslist import MAX_LIST_BYTES, decompress_list, parse_status_list_token
from citywallet.protocol.trust import issuer_id, type_id
from issuer.adapters.raw_transactions import SqlRawTransactions
from issuer.adapters.status_chain import ContractStatusChain
from tests.support.chain import RunningChain, running_chain
from tests.support.issuer import PUBLIC_URL, REGISTER, City, an_issuer, verified

ISSUER = issuer_id(PUBLIC_URL)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningChain, AddressBook]]:
    """A chain with our contracts and the issuer accredited."""
    with running_chain(tmp_path_factory.mktemp("chain")) as chain:
        yield chain, asyncio.run(_found(chain))


async def _found(chain: RunningChain) -> AddressBook:
    root = bytes.fromhex(chain.address("root_authority")[2:])
    book = await deploy_contracts(
        chain.url,
        deployer_secret=_secret(chain, "deployer"),
        terms=DirectoryTerms(root=root, transfer_delay=timedelta(days=1)),
    )
    connection = await ChainConnection.open(chain.url, book)
    types = [type_id(f"{PUBLIC_URL}/vct/citizen-id/1")]
    body, account = (bytes.fromhex(chain.address(name)[2:]) for name in ("city_body", "issuer_anchor"))
    try:
        await _authority(chain, connection, "root_authority").accredit_body(body, types, key="body")
        await _authority(chain, connection, "city_body").accredit_issuer(ISSUER, types, key="issuer")
        await _authority(chain, connection, "city_body").add_anchor_account(ISSUER, account, key="anchor")
    finally:
        await connection.close()
    return book


def _authority(chain: RunningChain, connection: ChainConnection, name: str) -> DirectoryAuthority:
    sender = TransactionSender(
        connection, TransientTransactionStore(), secret=_secret(chain, name), chain_id=chain.chain_id
    )
    return DirectoryAuthority(sender, connection.book)


def _secret(chain: RunningChain, name: str) -> bytes:
    return bytes.fromhex(chain.key(name).removeprefix("0x"))


@pytest.fixture
async def connection(deployed: tuple[RunningChain, AddressBook]) -> AsyncIterator[ChainConnection]:
    chain, book = deployed
    snapshot = chain.rpc("evm_snapshot")
    connection = await ChainConnection.open(chain.url, book)
    yield connection
    await connection.close()
    chain.rpc("evm_revert", snapshot)


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    async with an_issuer(tmp_path) as city:
        yield city


def contracts_for(city: City, connection: ChainConnection, chain: RunningChain) -> ContractStatusChain:
    """The port's real adapter, as the application puts it together."""
    anchor = StatusAnchor(connection)
    sender = TransactionSender(
        connection,
        SqlRawTransactions(city.database),
        secret=_secret(chain, "issuer_anchor"),
        chain_id=chain.chain_id,
    )
    return ContractStatusChain(issuer_id=ISSUER, anchor=anchor, publisher=StatusPublisher(sender, anchor))


async def revoke_one(city: City) -> str:
    """Issue and revoke a credential; the URI of its list."""
    status = verified(await city.receive(await city.token())).status
    assert status is not None
    (record,) = await city.credentials()
    await city.change(str(record["id"]), "revoke")
    city.clock.advance(seconds=2)
    await city.publish()
    return status.uri


async def test_each_sequence_of_each_list_is_anchored_with_the_root_and_digest_that_is_served(
    city: City, connection: ChainConnection, deployed: tuple[RunningChain, AddressBook]
) -> None:
    chain = contracts_for(city, connection, deployed[0])
    await city.anchor(chain)
    uri = await revoke_one(city)
    await city.anchor(chain)
    assert all(each["anchored_sequence"] == each["published_sequence"] for each in await city.status_lists())
    anchored = await StatusAnchor(connection).current_head(list_id(ISSUER, uri))
    assert anchored is not None
    token = parse_status_list_token((await city.client.get(uri)).text)
    assert anchored.head.sequence == token.sequence == 2
    assert anchored.head.token_digest == token.digest
    assert anchored.head.root == list_root(decompress_list(token.compressed, limit=MAX_LIST_BYTES))


@pytest.mark.threat(60)
async def test_a_transaction_sent_before_a_crash_is_found_again_and_not_doubled(
    city: City, connection: ChainConnection, deployed: tuple[RunningChain, AddressBook]
) -> None:
    chain = contracts_for(city, connection, deployed[0])
    await city.anchor(chain)
    before = await _transactions(city)
    async with (
        city.database.transaction() as database
    ):  # as if the process had died before it noted the heads
        await database.execute(text("UPDATE status_publications SET anchored_at = NULL"))
        await database.execute(text("UPDATE outbox SET delivered_at = NULL"))
    await city.anchor(contracts_for(city, connection, deployed[0]))
    assert await _transactions(city) == before
    assert all(each["anchored_sequence"] == 1 for each in await city.status_lists())


@pytest.mark.threat(71)
async def test_nothing_about_a_person_goes_on_chain(
    city: City, connection: ChainConnection, deployed: tuple[RunningChain, AddressBook]
) -> None:
    chain = contracts_for(city, connection, deployed[0])
    await revoke_one(city)
    await city.anchor(chain)
    transactions = b"\n".join(await _transactions(city))
    assert transactions
    for value in await _everything_personal(city):
        for encoding in ("utf-8", "cp949"):
            plain = value.encode(encoding)
            if len(plain) >= 8:
                assert plain not in transactions
                assert plain.hex().encode() not in transactions
            for digest in (hashlib.sha256(plain).digest(), keccak(plain)):
                assert digest not in transactions
                assert digest.hex().encode() not in transactions


@pytest.mark.threat(59)
async def test_an_account_that_is_not_accredited_anchors_nothing_and_nothing_is_lost(
    city: City, connection: ChainConnection, deployed: tuple[RunningChain, AddressBook]
) -> None:
    anchor = StatusAnchor(connection)
    outsider = TransactionSender(
        connection,
        TransientTransactionStore(),
        secret=_secret(deployed[0], "outsider"),
        chain_id=deployed[0].chain_id,
    )
    publisher = StatusPublisher(outsider, anchor)
    await city.anchor(ContractStatusChain(issuer_id=ISSUER, anchor=anchor, publisher=publisher))
    assert all(each["anchored_sequence"] is None for each in await city.status_lists())
    city.clock.advance(seconds=10)
    await city.anchor(contracts_for(city, connection, deployed[0]))
    assert all(each["anchored_sequence"] == 1 for each in await city.status_lists())


async def _transactions(city: City) -> list[bytes]:
    async with city.database.read() as connection:
        rows = await connection.execute(text("SELECT raw FROM raw_transactions ORDER BY nonce"))
        return [bytes(row.raw) for row in rows]


async def _everything_personal(city: City) -> set[str]:
    values = {field for line in REGISTER.splitlines()[1:] for field in line.split(",") if field}
    async with city.database.read() as connection:
        for table, column in (
            ("issuance_intents", "credential_id"),
            ("offers", "id"),
            ("authorizations", "id"),
        ):
            rows = await connection.execute(text(f"SELECT {column} FROM {table}"))
            values |= {str(row[0]) for row in rows}
    return values
