"""Deploys our contracts once and writes down where they are."""

from dataclasses import dataclass
from datetime import timedelta
from operator import index

from eth_typing import Address
from eth_utils.conversions import to_bytes
from eth_utils.crypto import keccak

from citywallet.onchain.address_book import AddressBook, DeployedContract
from citywallet.onchain.artifacts import load_artifact
from citywallet.onchain.connection import DEFAULT_TIMEOUT
from citywallet.onchain.errors import WrongCode
from citywallet.onchain.exchange import HttpExchange
from citywallet.onchain.rpc import JsonRpc
from citywallet.onchain.sender import TransactionSender
from citywallet.onchain.transactions import Call, RawTransactionStore, TransientTransactionStore
from citywallet.onchain.web3_client import answer_of, web3_over


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
    rpc = JsonRpc(HttpExchange(rpc_url, timeout=timeout))
    try:
        eth = web3_over(rpc).eth
        chain_id = await answer_of(eth.chain_id, index)
        genesis_hash = await answer_of(eth.get_block(0), lambda block: bytes(block["hash"]))
        store: RawTransactionStore = TransientTransactionStore()
        sender = TransactionSender(rpc, store, secret=deployer_secret, chain_id=chain_id)
        delay_seconds = int(terms.transfer_delay.total_seconds())
        directory = await _deploy(sender, "IssuerDirectory", delay_seconds, terms.root)
        anchor = await _deploy(sender, "StatusAnchor", directory.address)
    finally:
        await rpc.close()
    return AddressBook(
        chain_id=chain_id,
        genesis_hash=genesis_hash,
        contracts={"IssuerDirectory": directory, "StatusAnchor": anchor},
    )


async def _deploy(sender: TransactionSender, name: str, *arguments: object) -> DeployedContract:
    artifact = load_artifact(name)
    eth = sender.web3.eth
    creation = eth.contract(abi=artifact.abi, bytecode=artifact.bytecode).constructor(*arguments)
    call = Call(to=None, data=to_bytes(hexstr=creation.data_in_transaction))
    receipt = await sender.send(call, key=f"deploy {name}")
    if receipt.contract is None:
        raise WrongCode(f"the transaction that creates {name} created nothing")
    code = await answer_of(eth.get_code(Address(receipt.contract)), bytes)
    if not artifact.matches_deployed(code):
        raise WrongCode(f"the chain holds other code for {name} than was sent")
    return DeployedContract(
        address=receipt.contract, code_hash=keccak(code), deployed_block=receipt.block_number
    )
