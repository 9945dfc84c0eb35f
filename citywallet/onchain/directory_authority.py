"""Changes to the contract IssuerDirectory, by whoever has the right to them.

The right is the contract's to judge: each method may raise `ContractReverted` with its custom error. A `key`
names the act, once and for ever: the same act under the same key is done once (see `TransactionSender`).
"""

from collections.abc import Sequence
from datetime import datetime

from citywallet.onchain.address_book import AddressBook
from citywallet.onchain.issuer_directory import CONTRACT
from citywallet.onchain.receipts import Receipt
from citywallet.onchain.sender import TransactionSender
from citywallet.onchain.web3_client import answer_of, call_of, contract_at
from citywallet.protocol.trust import KeyPurpose


class DirectoryAuthority:
    """One account that acts on the directory: the root, a body, or an approver of compromises."""

    def __init__(self, sender: TransactionSender, book: AddressBook) -> None:
        self._sender = sender
        self._contract = contract_at(sender.web3, CONTRACT, book.contract(CONTRACT).address)

    async def accredit_body(self, body: bytes, scope: Sequence[bytes], *, key: str) -> Receipt:
        """As the root: let a body (20 bytes) accredit issuers for these types."""
        return await self._act(key, "accreditBody", body, list(scope))

    async def grant_scope(self, body: bytes, type_id: bytes, *, key: str) -> Receipt:
        """As the root: add a type to a body's scope."""
        return await self._act(key, "grantScope", body, type_id)

    async def withdraw_scope(self, body: bytes, type_id: bytes, *, key: str) -> Receipt:
        """As the root: take a type from a body's scope; what it accredited for it ends."""
        return await self._act(key, "withdrawScope", body, type_id)

    async def withdraw_body(self, body: bytes, *, key: str) -> Receipt:
        """As the root: withdraw a body for good; what it accredited ends."""
        return await self._act(key, "withdrawBody", body)

    async def move_issuer(self, issuer_id: bytes, body: bytes, *, key: str) -> Receipt:
        """As the root: place an issuer under another body."""
        return await self._act(key, "moveIssuer", issuer_id, body)

    async def appoint_approver(self, account: bytes, *, key: str) -> Receipt:
        """As the root: let an account (20 bytes) approve compromises that others propose."""
        role = await answer_of(self._contract.functions.COMPROMISE_APPROVER().call(), bytes)
        return await self._act(key, "grantRole", role, account)

    async def accredit_issuer(self, issuer_id: bytes, type_ids: Sequence[bytes], *, key: str) -> Receipt:
        """As a body: accredit an issuer for types; the first time this registers it."""
        return await self._act(key, "accreditIssuer", issuer_id, list(type_ids))

    async def end_accreditation(self, issuer_id: bytes, type_id: bytes, *, key: str) -> Receipt:
        """End an issuer's accreditation for a type."""
        return await self._act(key, "endAccreditation", issuer_id, type_id)

    async def suspend_issuer(self, issuer_id: bytes, *, key: str) -> Receipt:
        """Suspend an issuer and its anchor accounts."""
        return await self._act(key, "suspendIssuer", issuer_id)

    async def reinstate_issuer(self, issuer_id: bytes, *, key: str) -> Receipt:
        """End a suspension."""
        return await self._act(key, "reinstateIssuer", issuer_id)

    async def add_anchor_account(self, issuer_id: bytes, account: bytes, *, key: str) -> Receipt:
        """Let an account (20 bytes) anchor for an issuer."""
        return await self._act(key, "addAnchorAccount", issuer_id, account)

    async def remove_anchor_account(self, account: bytes, *, key: str) -> Receipt:
        """Stop an account (20 bytes) from anchoring."""
        return await self._act(key, "removeAnchorAccount", account)

    async def add_key(self, issuer_id: bytes, thumbprint: bytes, purpose: KeyPurpose, *, key: str) -> Receipt:
        """Begin the epoch of a key."""
        return await self._act(key, "addKey", issuer_id, thumbprint, purpose.number)

    async def close_key(self, issuer_id: bytes, thumbprint: bytes, *, key: str) -> Receipt:
        """End the epoch of a key."""
        return await self._act(key, "closeKey", issuer_id, thumbprint)

    async def propose_compromise(
        self, issuer_id: bytes, thumbprint: bytes, since: datetime, *, key: str
    ) -> Receipt:
        """Propose that a key is compromised since a time; counts once another account approves it."""
        return await self._act(key, "proposeCompromise", issuer_id, thumbprint, int(since.timestamp()))

    async def approve_compromise(
        self, issuer_id: bytes, thumbprint: bytes, since: datetime, *, key: str
    ) -> Receipt:
        """Approve what another account proposed, with exactly that time."""
        return await self._act(key, "approveCompromise", issuer_id, thumbprint, int(since.timestamp()))

    async def _act(self, key: str, function: str, *arguments: object) -> Receipt:
        return await self._sender.send(call_of(self._contract, function, *arguments), key=key)
