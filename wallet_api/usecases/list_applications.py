"""List what a citizen applied for and has not received."""

from dataclasses import dataclass

from wallet_api.domain.applications import Application
from wallet_api.domain.errors import WalletNotFound
from wallet_api.domain.identifiers import WalletId
from wallet_api.ports.store import WalletStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ListApplications:
    """Reads them; no issuer is asked."""

    store: WalletStore

    async def __call__(self, wallet_id: WalletId) -> tuple[Application, ...]:
        """The applications, the oldest first.

        Raises:
            WalletNotFound: no such wallet.
        """
        async with self.store.view() as records:
            if await records.find_wallet(wallet_id) is None:
                raise WalletNotFound
            return await records.applications_of(wallet_id)
