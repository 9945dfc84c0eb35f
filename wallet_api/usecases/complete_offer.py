"""Complete an offer: request the cards with key proofs, verify them, and only then keep them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oid4vci import DeferredCredentialResponse
from citywallet.runtime.clock import Clock
from citywallet.runtime.failpoint import failpoint
from wallet_api.domain.applications import AppliedCard, OpenApplication
from wallet_api.domain.authorizations import StandingAuthorization, stand
from wallet_api.domain.cards import Card
from wallet_api.domain.errors import (
    CredentialUnacceptable,
    IssuerRefused,
    OfferInProgress,
    OfferNotFound,
    ProofNonceStale,
)
from wallet_api.domain.identifiers import ApplicationId, OfferId, WalletId
from wallet_api.domain.issuer_sessions import IssuerSession, parse_session, serialize_session
from wallet_api.domain.offers import (
    AuthorizedOffer,
    ClaimedOffer,
    CredentialTerms,
    accept,
    release,
    take,
)
from wallet_api.ports.signer import KeyProof
from wallet_api.ports.store import WalletStore
from wallet_api.ports.vault import Vault
from wallet_api.usecases.fetch_card import FetchCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The cards that came and what refreshes them, or what was applied for where an officer must approve."""

    cards: tuple[Card, ...]
    application: OpenApplication | None
    authorization: StandingAuthorization | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteOffer:
    """Takes the proofs of a signer and brings the cards in, or promises of them: all or none."""

    store: WalletStore
    vault: Vault
    clock: Clock
    fetch_card: FetchCard
    rhythm: timedelta

    async def __call__(
        self, wallet_id: WalletId, offer_id: OfferId, *, proofs: tuple[KeyProof, ...]
    ) -> Received:
        """Request, verify and store; what an officer must approve first becomes an application.

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
            answers = [
                await self._fetch(wallet_id, terms, proof, session=session)
                for terms, proof in zip(authorized.terms, proofs, strict=True)
            ]
            received = self._received(authorized, answers, session)
            failpoint("receive.before_stored")
            await self._keep(authorized, received)
        except IssuerRefused as error:
            await self._let_go_of_refused(authorized, error)
            raise
        except Exception:
            await self._let_go(authorized)
            raise
        failpoint("receive.after_stored")
        return received

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

    async def _fetch(
        self, wallet_id: WalletId, terms: CredentialTerms, proof: KeyProof, *, session: IssuerSession
    ) -> Card | AppliedCard:
        response = await self.fetch_card.request(terms, proof, session=session)
        if not isinstance(response, DeferredCredentialResponse):
            return await self.fetch_card.take(wallet_id, response, face=terms.face, key_id=proof.key_id)
        return AppliedCard(
            face=terms.face,
            key_id=proof.key_id,
            transaction_id=response.transaction_id,
            ask_at=self.clock.now() + timedelta(seconds=response.interval_seconds),
        )

    def _received(
        self, authorized: AuthorizedOffer, answers: Sequence[Card | AppliedCard], session: IssuerSession
    ) -> Received:
        cards = tuple(each for each in answers if isinstance(each, Card))
        applied = tuple(each for each in answers if isinstance(each, AppliedCard))
        if not applied:
            return Received(
                cards=cards, application=None, authorization=self._authorization(authorized, cards, session)
            )
        wallet_id, now = authorized.wallet_id, self.clock.now()
        application_id = ApplicationId(authorized.id)
        sealed = self.vault.seal(serialize_session(session), wallet_id=wallet_id, place=application_id)
        application = OpenApplication(
            id=application_id,
            wallet_id=wallet_id,
            applied_at=now,
            leased_until=now,
            waiting=applied,
            refused=(),
            sealed_session=sealed,
        )
        return Received(cards=cards, application=application, authorization=None)

    def _authorization(
        self, authorized: AuthorizedOffer, cards: tuple[Card, ...], session: IssuerSession
    ) -> StandingAuthorization | None:
        if session.right is None:
            return None
        return stand(authorized, cards, due_at=self.clock.now() + self.rhythm)

    async def _keep(self, authorized: AuthorizedOffer, received: Received) -> None:
        async with self.store.work() as records:
            for card in received.cards:
                await records.add_card(card)
            if received.application is not None:
                await records.save_application(received.application)
            if received.authorization is not None:
                await records.save_authorization(received.authorization)
            card_ids = tuple(card.id for card in received.cards)
            await records.save_offer(accept(authorized, card_ids=card_ids))

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
