"""What can go wrong between us and the chain, one class per cause.

ChainError
├── ArtifactUnknown, AddressBookUnreadable     our own files
├── ChainUnreachable                           no usable answer in time
├── AnswerInvalid                              an answer that no honest node gives
├── WrongChain, WrongGenesis, WrongCode        another chain, or other contracts, than the address book's
├── HeadMismatch                               a head, its event and its parts contradict each other
├── RpcRefused                                 the node refuses the call
├── ContractReverted                           a contract refuses, with its custom error
└── TransactionRefused, TransactionSuperseded, TransactionUnconfirmed, NonceTaken
"""


class ChainError(Exception):
    """Root of the errors of this package; the message is one sentence for the operator and the log."""


class ArtifactUnknown(ChainError):
    """Raised when no compiled contract of that name is part of this package."""


class AddressBookUnreadable(ChainError):
    """Raised when the address book is missing, or is not what `AddressBook.save` writes."""


class ChainUnreachable(ChainError):
    """Raised when the node gives no usable answer in time: down, slow, busy, or half an answer."""


class AnswerInvalid(ChainError):
    """Raised when the node's answer is well-formed but has not the form that the method prescribes."""


class WrongChain(ChainError):
    """Raised when the node serves another chain than the address book names."""


class WrongGenesis(WrongChain):
    """Raised when the chain has our chain id but another first block: it was wiped, or it is another."""


class WrongCode(ChainError):
    """Raised when other code than ours, or none, is at a contract's address."""


class HeadMismatch(ChainError):
    """Raised when a head's storage word, event and parts contradict each other; trust none of them."""


class RpcRefused(ChainError):
    """Raised when the node answers a call with an error of its own."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"the node refused: {message} ({code})")
        self.code = code
        self.message = message


class ContractReverted(ChainError):
    """Raised when a contract refuses a call.

    `error` is the name of its custom error, None if it gave none that we know; `facts` are the error's
    arguments in their order.
    """

    def __init__(self, error: str | None, facts: tuple[object, ...], detail: str = "") -> None:
        reason = error or "without a reason that we know"
        super().__init__(f"the contract refused: {reason} {detail}".rstrip())
        self.error = error
        self.facts = facts


class TransactionRefused(ChainError):
    """Raised when the node does not take a signed transaction: no funds, fee too low, malformed."""


class TransactionSuperseded(ChainError):
    """Raised when another transaction of the account took the nonce; sending again signs anew."""


class TransactionUnconfirmed(ChainError):
    """Raised when no receipt came in time; it may still be mined, so send again under the same key."""


class NonceTaken(ChainError):
    """Raised by a store when the account has a transaction with this nonce, signed by another process."""
