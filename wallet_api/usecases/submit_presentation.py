"""Carry out a consent, for wallets whose keys a local signer holds."""

from dataclasses import dataclass

from wallet_api.domain.identifiers import PresentationId, WalletId
from wallet_api.ports.signer import HolderSigner
from wallet_api.usecases.complete_presentation import CompletePresentation, Presented
from wallet_api.usecases.review_presentation import ReviewPresentation


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPresentation:
    """Review, have it bound, complete. Calling it *is* the consent."""

    review: ReviewPresentation
    signer: HolderSigner
    complete: CompletePresentation

    async def __call__(self, wallet_id: WalletId, presentation_id: PresentationId) -> Presented:
        """Submit what the request takes.

        Raises:
            SigningRefused: the signer does not confirm the request or the cards.
            PresentingFailed, PresentationNotFound: as reviewing and completing do.
        """
        review = await self.review(wallet_id, presentation_id)
        bound = {
            each.order.query_id: await self.signer.bind_presentation(wallet_id, each.order)
            for each in review.cards
        }
        return await self.complete(wallet_id, presentation_id, bound=bound)
