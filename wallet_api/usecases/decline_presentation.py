"""Decline a request: the verifier hears that it was not granted, and nothing else."""

from dataclasses import dataclass

from citywallet.protocol.oid4vp import serialize_direct_post
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from wallet_api.domain.errors import PresentationNotFound, PresentingFailed
from wallet_api.domain.history import HistoryEntry
from wallet_api.domain.identifiers import (
    HistoryEntryId,
    PresentationId,
    WalletId,
)
from wallet_api.domain.presentations import AwaitingConsent, Outcome, VerifierName, close, open_for_answer
from wallet_api.domain.requests import DECLINED_CODE, error_answer, parse_request_text, verify_request
from wallet_api.ports.store import WalletStore
from wallet_api.ports.vault import Vault
from wallet_api.ports.verifiers import Verifiers


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """Nothing was sent of the citizen; `is_verifier_told` is False where it could not be reached."""

    verifier: VerifierName
    is_verifier_told: bool
    redirect_uri: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclinePresentation:
    """Closes a request without an answer. To the verifier this looks like a card that is not there."""

    store: WalletStore
    verifiers: Verifiers
    vault: Vault
    clock: Clock
    entropy: Entropy
    trust_anchors: tuple[bytes, ...]

    async def __call__(self, wallet_id: WalletId, presentation_id: PresentationId) -> Declined:
        """Decline.

        Raises:
            PresentationNotFound: this wallet has no such request.
            PresentationAlreadyAnswered: it was submitted or declined.
            RequestExpired: its time is over; nothing was sent.

        Spec: OpenID4VP 1.0, Error Response.
        """
        awaiting = await self._close(wallet_id, presentation_id)
        try:
            redirect_uri = await self._tell(awaiting)
        except PresentingFailed:
            # Declining succeeds whether or not the other side listens.
            return Declined(verifier=awaiting.verifier, is_verifier_told=False, redirect_uri=None)
        return Declined(verifier=awaiting.verifier, is_verifier_told=True, redirect_uri=redirect_uri)

    async def _close(self, wallet_id: WalletId, presentation_id: PresentationId) -> AwaitingConsent:
        async with self.store.work() as records:
            known = await records.find_presentation(wallet_id, presentation_id)
            if known is None:
                raise PresentationNotFound
            awaiting = open_for_answer(known, now=self.clock.now())
            await records.save_presentation(close(awaiting, outcome=Outcome.DECLINED))
            await records.save_history(self._entry(awaiting))
        return awaiting

    def _entry(self, awaiting: AwaitingConsent) -> HistoryEntry:
        return HistoryEntry(
            id=HistoryEntryId(self.entropy.identifier()),
            wallet_id=awaiting.wallet_id,
            at=self.clock.now(),
            verifier=awaiting.verifier,
            items=(),
            outcome=Outcome.DECLINED,
            reason=None,
        )

    async def _tell(self, awaiting: AwaitingConsent) -> str | None:
        text = parse_request_text(
            self.vault.open(awaiting.sealed_request, wallet_id=awaiting.wallet_id, place=awaiting.id)
        )
        verified = verify_request(text, anchors=self.trust_anchors, now=self.clock.now())
        answer = error_answer(DECLINED_CODE, state=verified.request.state)
        receipt = await self.verifiers.deliver(verified.request.response_uri, serialize_direct_post(answer))
        return receipt.redirect_uri
