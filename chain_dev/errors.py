"""What can go wrong with the chain, one class per cause."""

from typing import ClassVar


class ChainError(Exception):
    """Root of the errors of this package; the message is one sentence for whoever runs the chain."""


class BackendMissing(ChainError):
    """The native hash or curve library is not the one in use; the chain would be a hundred times slower."""


class DatabaseForeign(ChainError):
    """The file is not a database that this chain wrote, or it was left half-written."""


class DatabaseInUse(ChainError):
    """Another process owns the chain's database."""


class DatabaseUnwritable(ChainError):
    """The file cannot be opened or written: no folder, no right, no space."""


class DatabaseOfOtherChain(ChainError):
    """The database holds a chain with another chain id, another genesis or another format."""


class RpcError(ChainError):
    """A refusal that the JSON-RPC caller receives, with Ethereum's code and wording."""

    code: ClassVar[int] = -32000

    def __init__(self, message: str, *, data: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class RequestUnreadable(RpcError):
    """The body is not JSON."""

    code = -32700


class RequestInvalid(RpcError):
    """The body is JSON, but not a JSON-RPC 2.0 request."""

    code = -32600


class MethodUnknown(RpcError):
    """This chain does not offer the method."""

    code = -32601


class ParamsInvalid(RpcError):
    """A parameter is missing or has the wrong form."""

    code = -32602


class ExecutionReverted(RpcError):
    """The contract reverted; `data` is what it returned, so that callers can read custom errors."""

    code = 3


class ExecutionFailed(RpcError):
    """The call ended in another way than by a revert: out of gas, an invalid instruction."""


class BlockUnknown(RpcError):
    """No block has that number or hash."""


class TransactionRefused(RpcError):
    """The transaction cannot become part of the chain; nothing changed."""


class NonceTooLow(TransactionRefused):
    """The sender already used this nonce for another transaction."""


class AlreadyKnown(TransactionRefused):
    """The very same transaction is in the chain or waits for its turn."""


class SnapshotUnknown(RpcError):
    """No snapshot has that number, or a revert to an older one dropped it."""
