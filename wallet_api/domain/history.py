"""The citizen's own record of who asked what: names of items, never values."""

from dataclasses import dataclass
from datetime import datetime

from wallet_api.domain.identifiers import HistoryEntryId, WalletId
from wallet_api.domain.presentations import ItemName, Outcome, VerifierName


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One request and how it ended.

    `items` is what left the wallet, or may have: empty where nothing did. `reason` is a failure's code.
    """

    id: HistoryEntryId
    wallet_id: WalletId
    at: datetime
    verifier: VerifierName | None
    items: tuple[ItemName, ...]
    outcome: Outcome
    reason: str | None
