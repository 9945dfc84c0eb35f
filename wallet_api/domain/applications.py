"""Applications: cards that an officer must approve before their issuer gives them.

Open ── each card was received ─▶ gone
Open ── no card is waited for, some were refused ─▶ Closed

The issuer calls each promised card a transaction. The tokens are kept, sealed, as long as one is waited for;
so are the keys that were proven for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from citywallet.protocol.bilingual import BilingualText
from wallet_api.domain.cards import CardFace
from wallet_api.domain.identifiers import ApplicationId, KeyId, Sealed, WalletId

LEASE = timedelta(seconds=60)

# What the citizen reads where the issuer says nothing for them.
REFUSED = BilingualText(
    ko="기관에서 신청을 받아들이지 않았어요. 기관에 문의해 주세요.",
    en="The office did not accept the application. Please ask the office.",
)
LOST = BilingualText(
    ko="기관에서 이 신청을 더 이상 찾을 수 없어요. 다시 신청해 주세요.",
    en="The office no longer knows this application. Please apply again.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedCard:
    """A card that is waited for; the issuer is asked no sooner than at `ask_at`."""

    face: CardFace
    key_id: KeyId
    transaction_id: str
    ask_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCard:
    """A card that will not come, and why."""

    face: CardFace
    reason: BilingualText


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenApplication:
    """Some card is waited for. Until `leased_until` somebody is asking; a lost answer is asked for again."""

    id: ApplicationId
    wallet_id: WalletId
    applied_at: datetime
    leased_until: datetime
    waiting: tuple[AppliedCard, ...]
    refused: tuple[RefusedCard, ...]
    sealed_session: Sealed

    def is_due(self, now: datetime) -> bool:
        """Whether the issuer may be asked again, and nobody is asking."""
        return now >= self.leased_until and any(now >= each.ask_at for each in self.waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedApplication:
    """Nothing more comes; the reasons remain for the citizen to read."""

    id: ApplicationId
    wallet_id: WalletId
    applied_at: datetime
    refused: tuple[RefusedCard, ...]


Application = OpenApplication | ClosedApplication


def settle(
    held: OpenApplication,
    *,
    waiting: Sequence[AppliedCard],
    refused: Sequence[RefusedCard],
    now: datetime,
) -> Application | None:
    """What becomes of an application whose issuer was asked; None where every card was received."""
    every = (*held.refused, *refused)
    if waiting:
        return replace(held, waiting=tuple(waiting), refused=every, leased_until=now)
    if not every:
        return None
    return ClosedApplication(id=held.id, wallet_id=held.wallet_id, applied_at=held.applied_at, refused=every)
