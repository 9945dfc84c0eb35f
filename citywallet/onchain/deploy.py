"""Deploys our contracts once and writes down where they are."""

from dataclasses import dataclass
from datetime import timedelta

from eth_utils.crypto import keccak

from citywallet.onchain.abi import constructor_arguments
from citywallet.onchain.address_book import AddressBook, DeployedContract
from citywallet.onchain.artifacts import load_artifact
from citywallet.onchain.connection import DEFAULT_TIMEOUT, read_block, read_code
from citywallet.onchain.errors import WrongCode
from citywallet.onchain.rpc import JsonRpc
from citywallet.onchain.sender import TransactionSender
from citywallet.onchain.transactions import Call, RawTransactionStore, TransientTransactionStore
from citywallet.onchain.wire import parse_quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryTerms:
    """Who is the root of the directory (20 bytes), and how long a change of the root must wait."""

    root: bytes
    transfer_delay: timedelta


async def deploy_contracts(
    rpc_url: str,
    *,
    deployer_secret: bytes,
    terms: DirectoryTerms,
    timeout: timedelta = DEFAULT_TIMEOUT,
) -> AddressBook:
    """Create the directory and the anchor that asks it; the deployer keeps no right over either.

    A deployment that breaks off leaves contracts that nobody uses: begin again.

    Raises:
        WrongCode: the chain holds other code than was sent.
        ChainError: any other error of `TransactionSender.send`.
    """
    rpc = JsonRpc(rpc_url, timeout=timeout)
    try:
        chain_id = parse_quantity(await rpc.request("eth_chainId"))
        genesis = await read_block(rpc, "0x0")
        store: RawTransactionStore = TransientTransactionStore()
        sender = TransactionSender(rpc, store, secret=deployer_secret, chain_id=chain_id)
        delay_seconds = int(terms.transfer_delay.total_seconds())
        directory = await _deploy(rpc, sender, "IssuerDirectory", delay_seconds, terms.root)
        anchor = await _deploy(rpc, sender, "StatusAnchor", directory.address)
    finally:
        await rpc.close()
    return AddressBook(
        chain_id=chain_id,
        genesis_hash=genesis.hash,
        contracts={"IssuerDirectory": directory, "StatusAnchor": anchor},
    )


async def _deploy(rpc: JsonRpc, sender: TransactionSender, name: str, *arguments: object) -> DeployedContract:
    artifact = load_artifact(name)
    creation = artifact.bytecode + constructor_arguments(artifact, *arguments)
    receipt = await sender.send(Call(to=None, data=creation), key=f"deploy {name}")
    if receipt.contract is None:
        raise WrongCode(f"the transaction that creates {name} created nothing")
    code = await read_code(rpc, receipt.contract)
    if not artifact.matches_deployed(code):
        raise WrongCode(f"the chain holds other code for {name} than was sent")
    return DeployedContract(
        address=receipt.contract, code_hash=keccak(code), deployed_block=receipt.block_number
    )
