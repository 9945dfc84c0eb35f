"""Accept an offer in one act, for wallets whose keys a local signer holds."""

from dataclasses import dataclass

from wallet_api.domain.errors import ProofNonceStale
from wallet_api.domain.identifiers import WalletId
from wallet_api.usecases.complete_offer import Received
from wallet_api.usecases.receive_cards import ReceiveCards
from wallet_api.usecases.start_offer import StartOffer


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptOffer:
    """Start, receive."""

    start: StartOffer
    receive: ReceiveCards

    async def __call__(self, wallet_id: WalletId, *, link: str, tx_code: str | None) -> Received:
        """Receive the cards of an offer, or apply for them where an officer must approve first.

        A nonce that went stale on the way is fetched and signed anew, once.

        Raises:
            WalletNotFound: no such wallet.
            ReceivingFailed: one subclass per cause; nothing was stored.
        """
        started = await self.start(wallet_id, link=link, tx_code=tx_code)
        try:
            return await self.receive(wallet_id, started.offer_id, started.orders)
        except ProofNonceStale:
            started = await self.start(wallet_id, link=link, tx_code=tx_code)
            return await self.receive(wallet_id, started.offer_id, started.orders)
