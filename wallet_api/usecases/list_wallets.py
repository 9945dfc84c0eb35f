"""List the wallets made last, for the operator's command line."""

from dataclasses import dataclass

from wallet_api.domain.cards import Wallet
from wallet_api.ports.store import WalletStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWallets:
    """Reads which wallets there are, the newest first."""

    store: WalletStore

    async def __call__(self, *, limit: int) -> tuple[Wallet, ...]:
        """At most `limit` wallets."""
        async with self.store.view() as records:
            return await records.newest_wallets(limit=limit)
