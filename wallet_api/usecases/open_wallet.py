"""A citizen opens the wallet: what is due is refreshed, then every card is shown."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from wallet_api.domain.authorizations import StandingAuthorization
from wallet_api.domain.identifiers import WalletId
from wallet_api.domain.refresh_errors import RefreshFailed
from wallet_api.ports.store import WalletStore
from wallet_api.usecases.list_cards import ListCards, OpenedCard
from wallet_api.usecases.refresh_cards import RefreshCards


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWallet:
    """Asks issuers for newer cards in the rhythm that is on record, and lists the cards whatever they say."""

    store: WalletStore
    clock: Clock
    refresh_cards: RefreshCards
    list_cards: ListCards

    async def __call__(self, wallet_id: WalletId) -> tuple[OpenedCard, ...]:
        """The cards, the oldest first; each says why it could not be refreshed last, if it could not.

        Raises:
            WalletNotFound: no such wallet.
            SealBroken: a card does not open.
        """
        now = self.clock.now()
        async with self.store.view() as records:
            authorizations = await records.authorizations_of(wallet_id)
        for authorization in authorizations:
            if isinstance(authorization, StandingAuthorization) and now >= authorization.due_at:
                try:
                    await self.refresh_cards(wallet_id, authorization.id)
                except RefreshFailed:
                    continue  # the cards at hand are shown, and the cause is on record
        return await self.list_cards(wallet_id)
