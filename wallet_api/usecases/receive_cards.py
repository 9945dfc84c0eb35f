"""Prove new keys and bring the cards in, for wallets whose keys a local signer holds."""

from dataclasses import dataclass

from wallet_api.domain.identifiers import OfferId, WalletId
from wallet_api.ports.signer import HolderSigner, KeyProofOrder
from wallet_api.usecases.complete_offer import CompleteOffer, Received


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveCards:
    """Prove, complete; keys of cards that never came are destroyed."""

    signer: HolderSigner
    complete: CompleteOffer

    async def __call__(
        self, wallet_id: WalletId, offer_id: OfferId, orders: tuple[KeyProofOrder, ...]
    ) -> Received:
        """Receive the cards of an authorized offer, or apply for them.

        Raises:
            ProofNonceStale: order anew.
            ReceivingFailed: one subclass per cause; nothing was stored.
        """
        proofs = tuple([await self.signer.prove_new_key(wallet_id, order) for order in orders])
        try:
            return await self.complete(wallet_id, offer_id, proofs=proofs)
        except Exception:
            # Such keys are of no use to anyone but a thief.
            for proof in proofs:
                await self.signer.forget_key(wallet_id, proof.key_id)
            raise
