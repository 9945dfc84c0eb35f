"""List a wallet's cards with their facts, for the holder's own eyes."""

from dataclasses import dataclass

from citywallet.protocol.sdjwt import parse_sd_jwt
from wallet_api.domain.cards import Card
from wallet_api.domain.consent import ShownItem, items_of
from wallet_api.domain.errors import WalletNotFound
from wallet_api.domain.identifiers import WalletId
from wallet_api.ports.store import WalletStore
from wallet_api.ports.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedCard:
    """A card and everything on it, in plain words; `not_refreshed` is the code of the last failure to."""

    card: Card
    items: tuple[ShownItem, ...]
    not_refreshed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCards:
    """Opens every card of a wallet."""

    store: WalletStore
    vault: Vault

    async def __call__(self, wallet_id: WalletId) -> tuple[OpenedCard, ...]:
        """The cards, the oldest first.

        Raises:
            WalletNotFound: no such wallet.
            SealBroken: a card does not open.
        """
        async with self.store.view() as records:
            if await records.find_wallet(wallet_id) is None:
                raise WalletNotFound
            cards = await records.cards_of(wallet_id)
            authorizations = await records.authorizations_of(wallet_id)
        reasons = {each.card_id: found.reason for found in authorizations for each in found.cards}
        return tuple(self._opened(card, not_refreshed=reasons.get(card.id)) for card in cards)

    def _opened(self, card: Card, *, not_refreshed: str | None) -> OpenedCard:
        text = self.vault.open(card.sealed_credential, wallet_id=card.wallet_id, place=card.id)
        items = items_of(parse_sd_jwt(text.decode()), face=card.face)
        return OpenedCard(card=card, items=items, not_refreshed=not_refreshed)
