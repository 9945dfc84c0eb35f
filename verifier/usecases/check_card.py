"""Checking a card by itself, from a file: is it genuine and in force? Who shows it is not checked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.policy import BilingualText, Judging, Report, evaluate_card, genuine_card_policy
from citywallet.protocol.sdjwt import parse_sd_jwt
from citywallet.runtime.clock import Clock
from verifier.domain.errors import CardUnreadable, TimeInFuture
from verifier.usecases.examine_card import ExamineCard

_ANY_CARD = BilingualText(ko="시에서 준 카드", en="a card of the city")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCard:
    """Judges a compact SD-JWT; nothing about it is kept."""

    examine: ExamineCard
    clock: Clock
    status_max_age: timedelta

    async def __call__(self, text: str, *, as_of: datetime | None) -> Report:
        """The report on a card, about now or about a past time; it says that holder binding was not checked.

        Raises:
            CardUnreadable: the text is no SD-JWT.
            TimeInFuture: `as_of` has not come yet.
        """
        now = self.clock.now()
        if as_of is not None and as_of > now:
            raise TimeInFuture
        try:
            card = parse_sd_jwt(text.strip())
        except ProtocolError as error:
            raise CardUnreadable(type(error).__name__) from error
        policy = genuine_card_policy(status_max_age=self.status_max_age)
        judging = Judging(judged_at=now, as_of=as_of, card=_ANY_CARD)
        examination = await self.examine(
            card, judging=judging, max_age=policy.status_max_age, query=None, holder=None
        )
        return evaluate_card(examination, policy=policy, judging=judging)
