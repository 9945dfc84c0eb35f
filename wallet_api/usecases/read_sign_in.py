"""How a sign-in stands, for whoever began it."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from wallet_api.domain.applications import Application
from wallet_api.domain.cards import Card
from wallet_api.domain.errors import SignInNotFound, SignInUnknown
from wallet_api.domain.identifiers import SignInId, WalletId
from wallet_api.domain.sign_ins import BegunSignIn, FailedSignIn, FinishedSignIn, ReceivingSignIn, SignIn
from wallet_api.ports.store import WalletStore

# A crash, or a lost connection to the issuer, came between the citizen's return and the cards.
_INTERRUPTED = "sign_in_interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedSignIn:
    """How a sign-in stands, with the cards that came and what was applied for."""

    sign_in: SignIn
    cards: tuple[Card, ...]
    application: Application | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSignIn:
    """Looks it up."""

    store: WalletStore
    clock: Clock

    async def __call__(self, wallet_id: WalletId, sign_in_id: SignInId) -> FollowedSignIn:
        """The sign-in, and what it brought that is still there.

        Raises:
            SignInNotFound: this wallet began no such sign-in.
        """
        async with self.store.view() as records:
            found = await records.find_sign_in(wallet_id, sign_in_id)
            if found is None:
                raise SignInNotFound
            if self.clock.now() >= found.terms.expires_at:
                found = _over(found)
            if not isinstance(found, FinishedSignIn):
                return FollowedSignIn(sign_in=found, cards=(), application=None)
            cards = [await records.find_card(wallet_id, card_id) for card_id in found.card_ids]
            applied = found.application_id
            application = None if applied is None else await records.find_application(wallet_id, applied)
        kept = tuple(card for card in cards if card is not None)
        return FollowedSignIn(sign_in=found, cards=kept, application=application)


def _over(sign_in: SignIn) -> SignIn:
    """The sign-in when its time is over: who has not come back, or was not answered, has failed."""
    match sign_in:
        case BegunSignIn():
            return FailedSignIn(terms=sign_in.terms, code=SignInUnknown.code)
        case ReceivingSignIn():
            return FailedSignIn(terms=sign_in.terms, code=_INTERRUPTED)
        case _:
            return sign_in
