"""Complete an offer: request the cards with key proofs, verify them, and only then keep them."""

from dataclasses import dataclass

from citywallet.protocol.errors import ErrorCode
from citywallet.runtime.clock import Clock
from citywallet.runtime.failpoint import failpoint
from wallet_api.domain.cards import Card
from wallet_api.domain.errors import (
    CredentialUnacceptable,
    IssuerRefused,
    OfferInProgress,
    OfferNotFound,
    ProofNonceStale,
)
from wallet_api.domain.identifiers import OfferId, WalletId
from wallet_api.domain.issuer_sessions import parse_session
from wallet_api.domain.offers import (
    AuthorizedOffer,
    ClaimedOffer,
    accept,
    release,
    take,
)
from wallet_api.ports.signer import KeyProof
from wallet_api.ports.store import WalletStore
from wallet_api.ports.vault import Vault
from wallet_api.usecases.fetch_card import FetchCard


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteOffer:
    """Takes the proofs of a signer and brings the cards in: all of them or none."""

    store: WalletStore
    vault: Vault
    clock: Clock
    fetch_card: FetchCard

    async def __call__(
        self, wallet_id: WalletId, offer_id: OfferId, *, proofs: tuple[KeyProof, ...]
    ) -> tuple[Card, ...]:
        """Request, verify and store.

        Raises:
            OfferNotFound: this wallet started no such offer.
            ProofNonceStale: start again, sign anew.
            ReceivingFailed: one subclass per cause; nothing was stored, and a retry uses the same token.

        Spec: OpenID4VCI 1.0, Credential Request.
        """
        authorized = await self._claim(wallet_id, offer_id)
        if len(proofs) != len(authorized.terms):
            await self._let_go(authorized)
            raise CredentialUnacceptable("one key proof per card is needed")
        try:
            session = parse_session(
                self.vault.open(authorized.sealed_session, wallet_id=wallet_id, place=offer_id)
            )
            cards = tuple(
                [
                    await self.fetch_card(wallet_id, terms, proof, session=session)
                    for terms, proof in zip(authorized.terms, proofs, strict=True)
                ]
            )
            failpoint("receive.before_stored")
            await self._keep(authorized, cards)
        except IssuerRefused as error:
            await self._let_go_of_refused(authorized, error)
            raise
        except Exception:
            await self._let_go(authorized)
            raise
        failpoint("receive.after_stored")
        return cards

    async def _claim(self, wallet_id: WalletId, offer_id: OfferId) -> AuthorizedOffer:
        async with self.store.work() as records:
            known = await records.find_offer(wallet_id, offer_id)
            if known is None:
                raise OfferNotFound
            if isinstance(known, ClaimedOffer):
                raise OfferInProgress
            held = take(known, now=self.clock.now())
            await records.save_offer(held)
        return held

    async def _keep(self, authorized: AuthorizedOffer, cards: tuple[Card, ...]) -> None:
        async with self.store.work() as records:
            for card in cards:
                await records.add_card(card)
            await records.save_offer(accept(authorized, card_ids=tuple(card.id for card in cards)))

    async def _let_go_of_refused(self, authorized: AuthorizedOffer, error: IssuerRefused) -> None:
        if error.detail == ErrorCode.INVALID_TOKEN:
            # The token is used up or too old: only a new redemption could help.
            async with self.store.work() as records:
                await records.remove_offer(authorized.wallet_id, authorized.id)
            return
        await self._let_go(authorized)
        if error.detail == ErrorCode.INVALID_NONCE:
            raise ProofNonceStale from error

    async def _let_go(self, authorized: AuthorizedOffer) -> None:
        async with self.store.work() as records:
            await records.save_offer(release(authorized, now=self.clock.now()))
