"""A citizen asks for newer cards now, whatever the rhythm says."""

from dataclasses import dataclass

from wallet_api.domain.cards import Card
from wallet_api.domain.errors import WalletNotFound
from wallet_api.domain.identifiers import WalletId
from wallet_api.domain.refresh_errors import CardNotRefreshable, RefreshFailed
from wallet_api.ports.store import WalletStore
from wallet_api.usecases.refresh_cards import RefreshCards


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshOutcome:
    """A card that is in the wallet now; `failure` says why it is still the one from before."""

    card: Card
    failure: RefreshFailed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshWallet:
    """Tries every card by itself; one that stays as it was does not stop the others."""

    store: WalletStore
    refresh_cards: RefreshCards

    async def __call__(self, wallet_id: WalletId) -> tuple[RefreshOutcome, ...]:
        """Refresh all cards of a wallet and say of each what came of it.

        Raises:
            WalletNotFound: no such wallet.
        """
        async with self.store.view() as records:
            if await records.find_wallet(wallet_id) is None:
                raise WalletNotFound
            authorizations = await records.authorizations_of(wallet_id)
        fresh: set[str] = set()
        failures: dict[str, RefreshFailed] = {}
        for authorization in authorizations:
            try:
                fresh |= {card.id for card in await self.refresh_cards(wallet_id, authorization.id)}
            except RefreshFailed as failure:
                failures |= dict.fromkeys((each.card_id for each in authorization.cards), failure)
        async with self.store.view() as records:
            cards = await records.cards_of(wallet_id)
        return tuple(
            RefreshOutcome(
                card=card, failure=None if card.id in fresh else failures.get(card.id, CardNotRefreshable())
            )
            for card in cards
        )
