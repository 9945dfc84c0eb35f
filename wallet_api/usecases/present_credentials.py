"""Answer a request in one act, where the consent was given beforehand."""

from dataclasses import dataclass

from wallet_api.domain.identifiers import WalletId
from wallet_api.usecases.complete_presentation import Presented
from wallet_api.usecases.start_presentation import StartPresentation
from wallet_api.usecases.submit_presentation import SubmitPresentation


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentCredentials:
    """Start and submit. For the command line's `--yes`, tests and kiosks."""

    start: StartPresentation
    submit: SubmitPresentation

    async def __call__(self, wallet_id: WalletId, *, link: str) -> Presented:
        """Answer the request behind `link`.

        Raises:
            WalletNotFound: no such wallet.
            PresentingFailed, SigningRefused: one subclass per cause.
        """
        awaiting = await self.start(wallet_id, link=link)
        return await self.submit(wallet_id, awaiting.id)
