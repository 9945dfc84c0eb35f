"""Cards: a citizen's credentials as the wallet keeps them."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.sdjwt import ClaimPath
from wallet_api.domain.identifiers import CardId, KeyId, Sealed, WalletId


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """One citizen's wallet."""

    id: WalletId
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLabel:
    """What a claim is called in plain words, as its issuer describes it."""

    path: ClaimPath
    name: BilingualText


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFace:
    """What of a card may stand unsealed in the database: nothing about the person.

    `expires_at` is rounded to the day by the city's issuer, so that it tells nobody when it was fetched.
    """

    credential_issuer: str
    issuer_name: BilingualText
    configuration_id: str
    vct: str
    name: BilingualText
    labels: tuple[ClaimLabel, ...]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One credential copy with its own holder key. `sealed_credential` opens to the compact SD-JWT."""

    id: CardId
    wallet_id: WalletId
    key_id: KeyId
    face: CardFace
    sealed_credential: Sealed
    received_at: datetime
