"""web3.py over a node of ours, for whatever is no hot read: its calls, our time-outs, limits and errors."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from eth_abi.exceptions import DecodingError
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.conversions import to_bytes
from web3 import AsyncWeb3
from web3.contract import AsyncContract
from web3.exceptions import TimeExhausted, TransactionNotFound, Web3Exception
from web3.providers.async_base import AsyncBaseProvider
from web3.types import RPCEndpoint, RPCResponse

from citywallet.onchain.artifacts import load_artifact
from citywallet.onchain.errors import AnswerInvalid
from citywallet.onchain.rpc import Node
from citywallet.onchain.transactions import Call

_OTHER_FORMS = (Web3Exception, DecodingError, LookupError, TypeError, ValueError, AttributeError)
_Fact = TypeVar("_Fact")


class NodeProvider(AsyncBaseProvider):
    """Hands web3's requests to a node; what the node raises goes through web3 unchanged."""

    # A contract must not send us to addresses of its choice.
    global_ccip_read_enabled = False

    def __init__(self, node: Node) -> None:
        super().__init__()
        self._node = node

    async def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """See `AsyncBaseProvider`; an answer with an error is raised by the node, so none is left here."""
        return {"jsonrpc": "2.0", "id": 0, "result": await self._node.request(method, *params)}


def web3_over(node: Node) -> AsyncWeb3[NodeProvider]:
    """web3 without its middleware, which would look up names, pad gas and ask for the chain id each time."""
    return AsyncWeb3(NodeProvider(node), middleware=[])


def contract_at(web3: AsyncWeb3[NodeProvider], name: str, address: bytes) -> AsyncContract:
    """One of our contracts at its address (20 bytes)."""
    return web3.eth.contract(address=to_checksum_address(address), abi=load_artifact(name).abi)


def call_of(contract: AsyncContract, function: str, *arguments: object) -> Call:
    """The call of a contract's function."""
    calldata = contract.encode_abi(function, arguments)
    return Call(to=to_canonical_address(contract.address), data=to_bytes(hexstr=calldata))


@contextmanager
def other_forms_refused() -> Iterator[None]:
    """Look at a node's answers in here: web3 checks little of their form, and fails in many ways.

    Raises:
        AnswerInvalid: an answer has not the form that web3 or the block expects.
    """
    try:
        yield
    except (TransactionNotFound, TimeExhausted):  # they say that there is no answer
        raise
    except _OTHER_FORMS as cause:
        raise AnswerInvalid(f"the node's answer has another form: {type(cause).__name__}") from cause


async def answer_of(asking: Awaitable[Any], read: Callable[[Any], _Fact]) -> _Fact:
    """What `read` makes of an answer that comes through web3.

    Raises:
        AnswerInvalid: the answer has not the form that web3 or `read` expects.
        TransactionNotFound, TimeExhausted: web3's own, for who waits for a receipt.
        ChainError: whatever the node raises.
    """
    with other_forms_refused():
        return read(await asking)
