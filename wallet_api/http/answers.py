"""What the wallet's API says about requests: the consent, how it ended, and the history."""

from datetime import datetime

from pydantic import BaseModel

from citywallet.protocol.bilingual import BilingualText
from wallet_api.domain.history import HistoryEntry
from wallet_api.domain.presentations import ItemName, Outcome, VerifierName
from wallet_api.http.models import BilingualModel, ItemModel, Path
from wallet_api.usecases.complete_presentation import Presented
from wallet_api.usecases.decline_presentation import Declined
from wallet_api.usecases.review_presentation import Review, ReviewedCard

CONSENT = BilingualText(
    ko="{verifier}에서 아래 내용을 보려고 해요. 제출할까요?",
    en="{verifier} would like to see the following. Submit?",
)
SENT = BilingualText(
    ko="{verifier}에 제출했어요. 이력에서 다시 볼 수 있어요.",
    en="Sent to {verifier}. You can see it in History.",
)
NOT_SENT = BilingualText(ko="제출하지 않았어요. 나간 정보는 없어요.", en="Nothing was sent.")


class VerifierModel(BaseModel):
    """Who asks: the name in the certificate, and the identifier it signs under."""

    name: BilingualModel
    client_id: str

    @classmethod
    def of(cls, verifier: VerifierName) -> "VerifierModel":
        """Render."""
        return cls(name=BilingualModel.of(verifier.name), client_id=verifier.client_id)


class ConsentCardModel(BaseModel):
    """One card and what of it would be seen."""

    card_id: str
    name: BilingualModel
    items: list[ItemModel]

    @classmethod
    def of(cls, reviewed: ReviewedCard) -> "ConsentCardModel":
        """Render."""
        return cls(
            card_id=reviewed.card.id,
            name=BilingualModel.of(reviewed.card.face.name),
            items=[ItemModel.of(item) for item in reviewed.items],
        )


class ConsentModel(BaseModel):
    """What a verifier asks and what would be sent, for the citizen to decide."""

    id: str
    message: BilingualModel
    verifier: VerifierModel
    purpose: BilingualModel | None
    cards: list[ConsentCardModel]
    answer_until: datetime

    @classmethod
    def of(cls, review: Review) -> "ConsentModel":
        """Render."""
        return cls(
            id=review.presentation_id,
            message=_about(CONSENT, review.verifier),
            verifier=VerifierModel.of(review.verifier),
            purpose=None if review.purpose is None else BilingualModel.of(review.purpose),
            cards=[ConsentCardModel.of(each) for each in review.cards],
            answer_until=review.answer_until,
        )


class SentModel(BaseModel):
    """Exactly what left the wallet, and where it went: for the holder, who may want to prove it."""

    response_uri: str
    form: dict[str, str]


class AnswerModel(BaseModel):
    """How a request ended; `redirect_uri` is where the citizen's browser goes next, if anywhere."""

    outcome: Outcome
    message: BilingualModel
    verifier: VerifierModel
    redirect_uri: str | None
    sent: SentModel | None = None

    @classmethod
    def presented(cls, presented: Presented) -> "AnswerModel":
        """Render."""
        return cls(
            sent=SentModel(response_uri=presented.sent.response_uri, form=dict(presented.sent.form)),
            outcome=Outcome.PRESENTED,
            message=_about(SENT, presented.verifier),
            verifier=VerifierModel.of(presented.verifier),
            redirect_uri=presented.redirect_uri,
        )


class DeclinedModel(AnswerModel):
    """A declined request; the verifier hears of it if it can be reached."""

    verifier_told: bool

    @classmethod
    def of(cls, declined: Declined) -> "DeclinedModel":
        """Render."""
        return cls(
            outcome=Outcome.DECLINED,
            message=BilingualModel.of(NOT_SENT),
            verifier=VerifierModel.of(declined.verifier),
            redirect_uri=declined.redirect_uri,
            verifier_told=declined.is_verifier_told,
        )


class ItemNameModel(BaseModel):
    """The name of an item that left the wallet; never its value."""

    card_name: BilingualModel
    path: Path
    name: BilingualModel

    @classmethod
    def of(cls, item: ItemName) -> "ItemNameModel":
        """Render."""
        return cls(
            card_name=BilingualModel.of(item.card_name),
            path=list(item.path),
            name=BilingualModel.of(item.name),
        )


class HistoryEntryModel(BaseModel):
    """One request and how it ended."""

    id: str
    at: datetime
    outcome: Outcome
    verifier: VerifierModel | None
    items: list[ItemNameModel]
    reason: str | None

    @classmethod
    def of(cls, entry: HistoryEntry) -> "HistoryEntryModel":
        """Render."""
        return cls(
            id=entry.id,
            at=entry.at,
            outcome=entry.outcome,
            verifier=None if entry.verifier is None else VerifierModel.of(entry.verifier),
            items=[ItemNameModel.of(item) for item in entry.items],
            reason=entry.reason,
        )


class HistoryModel(BaseModel):
    """A wallet's history, the newest first."""

    entries: list[HistoryEntryModel]


def _about(words: BilingualText, verifier: VerifierName) -> BilingualModel:
    """A sentence that names a verifier."""
    return BilingualModel(
        ko=words.ko.replace("{verifier}", verifier.name.ko),
        en=words.en.replace("{verifier}", verifier.name.en),
    )
