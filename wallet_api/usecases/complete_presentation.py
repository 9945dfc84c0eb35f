"""Complete a presentation: deliver what the signer bound, once, and write down what left."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from citywallet.protocol.oid4vp import PresentationAnswer, VerifiedRequest, serialize_direct_post
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.failpoint import failpoint
from wallet_api.domain.errors import (
    AnswerNotSent,
    PresentationNotFound,
    SigningRefused,
    VerifierRefused,
    VerifierUnreachable,
)
from wallet_api.domain.history import HistoryEntry
from wallet_api.domain.identifiers import (
    HistoryEntryId,
    PresentationId,
    WalletId,
)
from wallet_api.domain.presentations import (
    AwaitingConsent,
    Outcome,
    VerifierName,
    begin_answer,
    close,
    open_for_answer,
)
from wallet_api.domain.requests import verify_request
from wallet_api.ports.store import WalletStore
from wallet_api.ports.verifiers import Verifiers
from wallet_api.usecases.review_presentation import Review, ReviewPresentation


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What left the wallet: the form, field by field, and where it went."""

    response_uri: str
    form: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """The verifier took it. `redirect_uri` is for the citizen's browser; `sent` is shown once, not kept."""

    verifier: VerifierName
    redirect_uri: str | None
    sent: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletePresentation:
    """Sends exactly what was consented to, bound by the holder's signer."""

    store: WalletStore
    review: ReviewPresentation
    verifiers: Verifiers
    clock: Clock
    entropy: Entropy
    trust_anchors: tuple[bytes, ...]

    async def __call__(
        self, wallet_id: WalletId, presentation_id: PresentationId, *, bound: Mapping[str, str]
    ) -> Presented:
        """Deliver the SD-JWTs in `bound`, keyed by credential query.

        Raises:
            PresentationNotFound, PresentationAlreadyAnswered, RequestExpired: as reviewing does.
            SigningRefused: `bound` is not exactly what was reviewed.
            VerifierRefused, VerifierUnreachable, AnswerNotSent: as delivering does; the history says what
                left.

        Spec: OpenID4VP 1.0, Response Mode "direct_post".
        """
        review = await self.review(wallet_id, presentation_id)
        # (1) What is sent is what was shown, with a key binding added and nothing else.
        _check_bound(review, bound)
        verified = self._verify(review)
        # (2) From here on nobody else answers, and if we die the history says that it may have left.
        awaiting, entry = await self._begin(wallet_id, presentation_id)
        answer = PresentationAnswer(
            vp_token={query_id: (text,) for query_id, text in bound.items()}, state=verified.request.state
        )
        sent = Delivery(response_uri=verified.request.response_uri, form=serialize_direct_post(answer))
        failpoint("present.before_send")
        try:
            receipt = await self.verifiers.deliver(verified.request.response_uri, sent.form)
        # (3) The history ends as it really ended.
        except VerifierUnreachable as error:
            await self._end(awaiting, replace(entry, reason=error.code))
            raise
        except VerifierRefused as error:
            await self._end(awaiting, replace(entry, outcome=Outcome.FAILED, reason=error.code))
            raise
        except AnswerNotSent as error:
            await self._end(awaiting, replace(entry, outcome=Outcome.FAILED, reason=error.code, items=()))
            raise
        failpoint("present.after_send")
        await self._end(awaiting, replace(entry, outcome=Outcome.PRESENTED))
        failpoint("present.after_recorded")
        return Presented(verifier=awaiting.verifier, redirect_uri=receipt.redirect_uri, sent=sent)

    def _verify(self, review: Review) -> VerifiedRequest:
        # The same request for every card; it may have run out, or its certificate, since it was shown.
        request = review.cards[0].order.request
        return verify_request(request, anchors=self.trust_anchors, now=self.clock.now())

    async def _begin(
        self, wallet_id: WalletId, presentation_id: PresentationId
    ) -> tuple[AwaitingConsent, HistoryEntry]:
        async with self.store.work() as records:
            known = await records.find_presentation(wallet_id, presentation_id)
            if known is None:
                raise PresentationNotFound
            awaiting = open_for_answer(known, now=self.clock.now())
            entry = HistoryEntry(
                id=HistoryEntryId(self.entropy.identifier()),
                wallet_id=wallet_id,
                at=self.clock.now(),
                verifier=awaiting.verifier,
                items=awaiting.items,
                outcome=Outcome.UNCONFIRMED,
                reason=None,
            )
            await records.save_presentation(begin_answer(awaiting))
            await records.save_history(entry)
        return awaiting, entry

    async def _end(self, awaiting: AwaitingConsent, entry: HistoryEntry) -> None:
        async with self.store.work() as records:
            await records.save_presentation(close(begin_answer(awaiting), outcome=entry.outcome))
            await records.save_history(entry)


def _check_bound(review: Review, bound: Mapping[str, str]) -> None:
    reviewed = {each.order.query_id: each.order.sd_jwt for each in review.cards}
    if bound.keys() != reviewed.keys():
        raise SigningRefused("another set of cards was signed")
    for query_id, text in bound.items():
        unbound = text[: text.rfind("~") + 1]
        if unbound != reviewed[query_id] or unbound == text:
            raise SigningRefused("another SD-JWT was signed")
