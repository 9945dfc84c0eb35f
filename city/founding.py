"""What makes a city out of an empty chain: contracts, the body, the issuer, its keys.

Every step looks first whether it was done, so that a founding that broke off is taken up where it stopped.
"""

import json
from datetime import timedelta
from importlib.resources import files
from typing import Final

from chain_dev.accounts import account, private_key
from city.layout import Layout
from city.ports import Addresses
from city.signing_keys import signing_keys
from city.standing import open_connection, rpc_url
from citywallet.onchain.connection import ChainConnection
from citywallet.onchain.deploy import DirectoryTerms, deploy_contracts
from citywallet.onchain.directory_authority import DirectoryAuthority
from citywallet.onchain.issuer_directory import IssuerDirectory
from citywallet.onchain.sender import TransactionSender
from citywallet.onchain.transactions import TransientTransactionStore
from citywallet.protocol.trust import issuer_id, type_id

_ROOT_TRANSFER_DELAY: Final = timedelta(days=2)


async def found_on_chain(layout: Layout, addresses: Addresses) -> None:
    """Deploy the contracts, accredit the issuer, register its keys; whatever is there already stays.

    Raises:
        CityHalfBuilt: the address book is of another chain than the one in the folder.
        ChainError: the chain does not do what it should.
    """
    if not layout.address_book.exists():
        book = await deploy_contracts(
            rpc_url(addresses),
            deployer_secret=_secret("deployer"),
            terms=DirectoryTerms(root=_address("root_authority"), transfer_delay=_ROOT_TRANSFER_DELAY),
        )
        book.save(layout.address_book)
    connection = await open_connection(layout, addresses)
    try:
        await _accredit(connection, layout, issuer_url=addresses.issuer.url)
    finally:
        await connection.close()


async def _accredit(connection: ChainConnection, layout: Layout, *, issuer_url: str) -> None:
    directory, issuer = IssuerDirectory(connection), issuer_id(issuer_url)
    types = [type_id(f"{issuer_url}/vct/{name}") for name in issued_types()]
    root, body = authority_on_chain(connection, "root_authority"), authority_on_chain(connection, "city_body")
    if await directory.body_period(_address("city_body")) is None:
        await root.accredit_body(_address("city_body"), types, key="accredit the city's body")
        await root.appoint_approver(_address("second_approver"), key="appoint the second approver")
    for each in types:
        if not await directory.is_in_scope(_address("city_body"), each):
            await root.grant_scope(_address("city_body"), each, key=f"grant the scope {each.hex()}")
    missing = [each for each in types if await directory.accreditation(issuer, each) is None]
    if missing:
        await body.accredit_issuer(issuer, missing, key=f"accredit the issuer for {missing[0].hex()}")
    if await directory.issuer_of(_address("issuer_anchor")) is None:
        await body.add_anchor_account(issuer, _address("issuer_anchor"), key="add the anchor account")
    for listed in signing_keys(layout.keys):
        if await directory.key_epoch(issuer, listed.thumbprint) is None:
            act = f"add the {listed.purpose} key {listed.thumbprint.hex()}"
            await body.add_key(issuer, listed.thumbprint, listed.purpose, key=act)


def issued_types() -> tuple[str, ...]:
    """The issuer's types of credential as their addresses end: `citizen-id/1`."""
    folder = files("issuer").joinpath("catalogue")
    documents = [json.loads(entry.read_bytes()) for entry in folder.iterdir() if entry.name.endswith(".json")]
    return tuple(sorted(f"{document['id']}/{document['version']}" for document in documents))


def authority_on_chain(connection: ChainConnection, name: str) -> DirectoryAuthority:
    """One of the development accounts, as it acts on the directory."""
    sender = TransactionSender(
        connection, TransientTransactionStore(), secret=_secret(name), chain_id=connection.book.chain_id
    )
    return DirectoryAuthority(sender, connection.book)


def _address(name: str) -> bytes:
    return bytes.fromhex(account(name).address[2:])


def _secret(name: str) -> bytes:
    return bytes.fromhex(private_key(name)[2:])
