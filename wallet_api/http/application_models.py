"""What the wallet's API says of cards that were just received, and of those that were applied for."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from citywallet.protocol.bilingual import BilingualText
from wallet_api.domain.applications import Application, AppliedCard, OpenApplication, RefusedCard
from wallet_api.http.models import BilingualModel, CardFaceModel
from wallet_api.usecases.collect_cards import Collection
from wallet_api.usecases.complete_offer import Received

CARD_ADDED = BilingualText(ko="카드를 받았어요. 바로 쓸 수 있어요.", en="Your card is ready to use.")
APPLIED = BilingualText(
    ko="신청했어요. 담당자가 확인한 뒤에 카드를 받을 수 있어요.",
    en="You have applied. An officer looks at it first; then the card comes to your wallet.",
)


class AppliedCardModel(BaseModel):
    """A card that was applied for: waited for, or refused with a reason."""

    name: BilingualModel
    issuer_name: BilingualModel
    state: Literal["waiting", "refused"]
    ask_at: datetime | None
    reason: BilingualModel | None

    @classmethod
    def of(cls, card: AppliedCard | RefusedCard) -> "AppliedCardModel":
        """Render."""
        refused = isinstance(card, RefusedCard)
        return cls(
            name=BilingualModel.of(card.face.name),
            issuer_name=BilingualModel.of(card.face.issuer_name),
            state="refused" if refused else "waiting",
            ask_at=card.ask_at if isinstance(card, AppliedCard) else None,
            reason=BilingualModel.of(card.reason) if isinstance(card, RefusedCard) else None,
        )


class ApplicationModel(BaseModel):
    """What was applied for at one time."""

    id: str
    applied_at: datetime
    cards: list[AppliedCardModel]
    message: BilingualModel | None

    @classmethod
    def of(cls, application: Application) -> "ApplicationModel":
        """Render."""
        waiting: tuple[AppliedCard, ...] = ()
        if isinstance(application, OpenApplication):
            waiting = application.waiting
        cards: tuple[AppliedCard | RefusedCard, ...] = (*waiting, *application.refused)
        return cls(
            id=application.id,
            applied_at=application.applied_at,
            cards=[AppliedCardModel.of(card) for card in cards],
            message=BilingualModel.of(APPLIED) if waiting else None,
        )


class ApplicationsModel(BaseModel):
    """What was applied for and is not there, the oldest first."""

    applications: list[ApplicationModel]


class CollectionModel(ApplicationsModel):
    """The cards that came now, and what is still waited for or was refused."""

    cards: list[CardFaceModel]

    @classmethod
    def of(cls, collection: Collection) -> "CollectionModel":
        """Render."""
        return cls(
            cards=[CardFaceModel.of(card) for card in collection.cards],
            applications=[ApplicationModel.of(each) for each in collection.applications],
        )


class AcceptedModel(BaseModel):
    """Cards that were just received, and what an officer must approve first."""

    cards: list[CardFaceModel]
    application: ApplicationModel | None
    message: BilingualModel

    @classmethod
    def of(cls, received: Received) -> "AcceptedModel":
        """Render."""
        applied = received.application
        return cls(
            cards=[CardFaceModel.of(card) for card in received.cards],
            application=None if applied is None else ApplicationModel.of(applied),
            message=BilingualModel.of(CARD_ADDED if applied is None else APPLIED),
        )
