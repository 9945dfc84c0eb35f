"""Make a new, empty wallet."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from wallet_api.domain.cards import Wallet
from wallet_api.domain.identifiers import WalletId
from wallet_api.ports.store import WalletStore


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWallet:
    """Makes wallets. Nothing is known of the person who holds one."""

    store: WalletStore
    clock: Clock
    entropy: Entropy

    async def __call__(self) -> Wallet:
        """Make a wallet with a random id."""
        wallet_id = WalletId(self.entropy.identifier())
        wallet = Wallet(id=wallet_id, created_at=self.clock.now())
        async with self.store.work() as records:
            await records.add_wallet(wallet)
        return wallet
