"""How a sign-in stands, for whoever began it."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from wallet_api.domain.applications import Application
from wallet_api.domain.cards import Card
from wallet_api.domain.errors import SignInNotFound, SignInUnknown
from wallet_api.domain.identifiers import SignInId, WalletId
from wallet_api.domain.sign_ins import BegunSignIn, FailedSignIn, FinishedSignIn, SignIn
from wallet_api.ports.store import WalletStore


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
            if isinstance(found, BegunSignIn) and self.clock.now() >= found.terms.expires_at:
                found = FailedSignIn(terms=found.terms, code=SignInUnknown.code)
            if not isinstance(found, FinishedSignIn):
                return FollowedSignIn(sign_in=found, cards=(), application=None)
            cards = [await records.find_card(wallet_id, card_id) for card_id in found.card_ids]
            applied = found.application_id
            application = None if applied is None else await records.find_application(wallet_id, applied)
        kept = tuple(card for card in cards if card is not None)
        return FollowedSignIn(sign_in=found, cards=kept, application=application)
