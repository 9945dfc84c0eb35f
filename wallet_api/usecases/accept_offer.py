"""Accept an offer in one act, for wallets whose keys a local signer holds."""

from dataclasses import dataclass

from wallet_api.domain.cards import Card
from wallet_api.domain.errors import ProofNonceStale
from wallet_api.domain.identifiers import WalletId
from wallet_api.ports.signer import HolderSigner
from wallet_api.usecases.complete_offer import CompleteOffer
from wallet_api.usecases.start_offer import StartedOffer, StartOffer


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptOffer:
    """Start, prove, complete."""

    start: StartOffer
    signer: HolderSigner
    complete: CompleteOffer

    async def __call__(self, wallet_id: WalletId, *, link: str, tx_code: str | None) -> tuple[Card, ...]:
        """Receive the cards of an offer.

        A nonce that went stale on the way is fetched and signed anew, once.

        Raises:
            WalletNotFound: no such wallet.
            ReceivingFailed: one subclass per cause; nothing was stored.
        """
        started = await self.start(wallet_id, link=link, tx_code=tx_code)
        try:
            return await self._prove_and_complete(wallet_id, started)
        except ProofNonceStale:
            started = await self.start(wallet_id, link=link, tx_code=tx_code)
            return await self._prove_and_complete(wallet_id, started)

    async def _prove_and_complete(self, wallet_id: WalletId, started: StartedOffer) -> tuple[Card, ...]:
        proofs = tuple([await self.signer.prove_new_key(wallet_id, order) for order in started.orders])
        try:
            return await self.complete(wallet_id, started.offer_id, proofs=proofs)
        except Exception:
            # Keys of cards that never came are of no use to anyone but a thief.
            for proof in proofs:
                await self.signer.forget_key(wallet_id, proof.key_id)
            raise
