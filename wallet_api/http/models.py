"""What the wallet's API says about wallets and cards. Values of claims are for the holder alone."""

from datetime import datetime

from pydantic import BaseModel, JsonValue

from citywallet.protocol.bilingual import BilingualText
from wallet_api.domain.cards import Card, Wallet
from wallet_api.domain.consent import ShownItem
from wallet_api.domain.sentences import sentences
from wallet_api.usecases.list_cards import OpenedCard
from wallet_api.usecases.refresh_wallet import RefreshOutcome

Path = list[str | int | None]


class BilingualModel(BaseModel):
    """One text in both languages."""

    ko: str
    en: str

    @classmethod
    def of(cls, words: BilingualText) -> "BilingualModel":
        """Render."""
        return cls(ko=words.ko, en=words.en)


class WalletModel(BaseModel):
    """A wallet."""

    id: str
    created_at: datetime

    @classmethod
    def of(cls, wallet: Wallet) -> "WalletModel":
        """Render."""
        return cls(id=wallet.id, created_at=wallet.created_at)


class WalletsModel(BaseModel):
    """Wallets, the newest first."""

    wallets: list[WalletModel]


class ItemModel(BaseModel):
    """One claim: its path, what it is called, its value, and the value in plain words."""

    path: Path
    name: BilingualModel
    value: JsonValue
    spoken: BilingualModel

    @classmethod
    def of(cls, item: ShownItem) -> "ItemModel":
        """Render."""
        return cls(
            path=list(item.path),
            name=BilingualModel.of(item.name),
            value=item.value,
            spoken=BilingualModel.of(item.spoken),
        )


class CardFaceModel(BaseModel):
    """What a card says of itself."""

    id: str
    name: BilingualModel
    vct: str
    credential_issuer: str
    issuer_name: BilingualModel
    expires_at: datetime | None
    received_at: datetime

    @classmethod
    def of(cls, card: Card) -> "CardFaceModel":
        """Render."""
        return cls(
            id=card.id,
            name=BilingualModel.of(card.face.name),
            vct=card.face.vct,
            credential_issuer=card.face.credential_issuer,
            issuer_name=BilingualModel.of(card.face.issuer_name),
            expires_at=card.face.expires_at,
            received_at=card.received_at,
        )


class ReasonModel(BilingualModel):
    """Why something was not done: the code never changes, the sentence is for the citizen."""

    code: str

    @classmethod
    def of_code(cls, code: str) -> "ReasonModel":
        """Render."""
        words = sentences()[code]
        return cls(code=code, ko=words.ko, en=words.en)


class CardModel(CardFaceModel):
    """A card with everything on it, for its holder."""

    claims: list[ItemModel]
    not_refreshed: ReasonModel | None

    @classmethod
    def opened(cls, opened: OpenedCard) -> "CardModel":
        """Render."""
        face, reason = CardFaceModel.of(opened.card), opened.not_refreshed
        return cls(
            **face.model_dump(),
            claims=[ItemModel.of(item) for item in opened.items],
            not_refreshed=None if reason is None else ReasonModel.of_code(reason),
        )


class CardsModel(BaseModel):
    """The cards of a wallet, the oldest first."""

    cards: list[CardModel]


class RefreshedCardModel(CardFaceModel):
    """A card after a refresh; `not_refreshed` says why it is still the one from before."""

    not_refreshed: ReasonModel | None

    @classmethod
    def after(cls, outcome: RefreshOutcome) -> "RefreshedCardModel":
        """Render."""
        face, failure = CardFaceModel.of(outcome.card), outcome.failure
        reason = None if failure is None else ReasonModel.of_code(failure.code)
        return cls(**face.model_dump(), not_refreshed=reason)


class RefreshedModel(BaseModel):
    """What came of a refresh, card by card."""

    cards: list[RefreshedCardModel]


class TrustedIssuerModel(BaseModel):
    """An issuer that is trusted now."""

    url: str
