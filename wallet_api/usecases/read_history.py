"""Read what was asked of a wallet and how it ended."""

from dataclasses import dataclass

from wallet_api.domain.errors import WalletNotFound
from wallet_api.domain.history import HistoryEntry
from wallet_api.domain.identifiers import WalletId
from wallet_api.ports.store import WalletStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHistory:
    """Reads the citizen's own record."""

    store: WalletStore

    async def __call__(self, wallet_id: WalletId) -> tuple[HistoryEntry, ...]:
        """All entries, the newest first.

        Raises:
            WalletNotFound: no such wallet.
        """
        async with self.store.view() as records:
            if await records.find_wallet(wallet_id) is None:
                raise WalletNotFound
            return await records.history_of(wallet_id)
