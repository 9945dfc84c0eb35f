"""Delete a card: its sealed credential and its key."""

from dataclasses import dataclass

from wallet_api.domain.authorizations import without_card
from wallet_api.domain.cards import Card
from wallet_api.domain.errors import CardNotFound
from wallet_api.domain.identifiers import CardId, WalletId
from wallet_api.ports.signer import HolderSigner
from wallet_api.ports.store import WalletRecords, WalletStore


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteCard:
    """Forgets a card for good. The history stays."""

    store: WalletStore
    signer: HolderSigner

    async def __call__(self, wallet_id: WalletId, card_id: CardId) -> None:
        """Delete the card and what would fetch it anew, then destroy its key.

        Raises:
            CardNotFound: this wallet has no such card.
        """
        async with self.store.work() as records:
            card = await records.find_card(wallet_id, card_id)
            if card is None:
                raise CardNotFound
            await records.remove_card(wallet_id, card_id)
            await _forget_authorization(records, card)
        await self.signer.forget_key(wallet_id, card.key_id)


async def _forget_authorization(records: WalletRecords, card: Card) -> None:
    for authorization in await records.authorizations_of(card.wallet_id):
        left = without_card(authorization, card.id)
        if left is None:
            await records.remove_authorization(card.wallet_id, authorization.id)
        elif left != authorization:
            await records.save_authorization(left)
