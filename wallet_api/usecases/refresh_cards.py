"""Refresh the cards of one authorization: what the issuer knows now takes the place of what it knew."""

from dataclasses import dataclass, replace
from datetime import timedelta

from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oauth import IssuerIdentifier, RefreshTokenRequest
from citywallet.runtime.clock import Clock
from citywallet.runtime.failpoint import failpoint
from wallet_api.domain.authorizations import (
    StandingAuthorization,
    begin_refresh,
    end,
    fail_refresh,
    finish_refresh,
)
from wallet_api.domain.cards import Card
from wallet_api.domain.errors import IssuerRefused, ReceivingFailed
from wallet_api.domain.identifiers import AuthorizationId, WalletId
from wallet_api.domain.issuer_sessions import IssuerSession, parse_session, serialize_session
from wallet_api.domain.offers import CredentialTerms
from wallet_api.domain.refresh_errors import CardNotRefreshable, RefreshEnded, RefreshFailed, refresh_failure
from wallet_api.domain.terms import terms_again
from wallet_api.ports.issuers import CredentialIssuers
from wallet_api.ports.signer import HolderSigner
from wallet_api.ports.store import WalletStore
from wallet_api.ports.vault import Vault
from wallet_api.usecases.fetch_card import FetchCard
from wallet_api.usecases.order_key_proofs import order_key_proof


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshCards:
    """Replaces every card of an authorization by a newer one: all of them or none."""

    store: WalletStore
    issuers: CredentialIssuers
    vault: Vault
    signer: HolderSigner
    clock: Clock
    fetch_card: FetchCard
    rhythm: timedelta

    async def __call__(self, wallet_id: WalletId, authorization_id: AuthorizationId) -> tuple[Card, ...]:
        """Fetch newer cards, and let go of those at hand only once the newer ones are verified and stored.

        Raises:
            RefreshFailed: one subclass per cause; the cards at hand stay, and the cause is on record.

        Spec: OpenID4VCI 1.0, Refreshing Issued Credentials.
        """
        # (1) On record first: neither a crash nor a second request makes the issuer be asked more often.
        standing = await self._take(wallet_id, authorization_id)
        try:
            return await self._refresh(standing)
        except ReceivingFailed as error:
            failure = refresh_failure(error)
            await self._record(standing, failure)
            raise failure from error
        except RefreshFailed as failure:
            await self._record(standing, failure)
            raise

    async def _take(self, wallet_id: WalletId, authorization_id: AuthorizationId) -> StandingAuthorization:
        async with self.store.work() as records:
            known = await records.find_authorization(wallet_id, authorization_id)
            if known is None:
                raise CardNotRefreshable
            if not isinstance(known, StandingAuthorization):
                raise RefreshEnded
            held = begin_refresh(known, now=self.clock.now())
            await records.save_authorization(held)
        return held

    async def _refresh(self, standing: StandingAuthorization) -> tuple[Card, ...]:
        # (2) How the issuer offers these cards today. What it offers no more is not asked for.
        metadata = await self.issuers.fetch_metadata(IssuerIdentifier(standing.credential_issuer))
        terms = tuple(terms_again(metadata, fetched) for fetched in standing.cards)
        # (3) Fresh tokens for the refresh token, kept at once: the issuer takes a used one no more.
        session = await self._renew(standing)
        # (4) New keys, newer credentials, verified like the first ones.
        cards: list[Card] = []
        try:
            for each in terms:
                cards.append(await self._fetch(standing.wallet_id, each, session))
            failpoint("renew.before_stored")
            replaced = await self._keep(standing, cards)
        except Exception:
            await self._forget_keys(cards)
            raise
        failpoint("renew.after_stored")
        # (5) The old copies are gone: their keys serve nobody.
        await self._forget_keys(replaced)
        return tuple(cards)

    async def _renew(self, standing: StandingAuthorization) -> IssuerSession:
        wallet_id, place = standing.wallet_id, standing.id
        session = parse_session(self.vault.open(standing.sealed_session, wallet_id=wallet_id, place=place))
        if session.right is None:
            raise CardNotRefreshable
        server = await self.issuers.fetch_server_metadata(session.right.server)
        request = RefreshTokenRequest(refresh_token=session.right.token, client_id=session.right.client_id)
        try:
            token = await self.issuers.request_token(server.token_endpoint, request, key=session.key)
        except IssuerRefused as error:
            if error.detail == ErrorCode.INVALID_GRANT:
                raise RefreshEnded(error.detail) from error
            raise
        failpoint("renew.before_tokens_stored")
        renewed = session.renewed_by(token)
        sealed = self.vault.seal(serialize_session(renewed), wallet_id=wallet_id, place=place)
        async with self.store.work() as records:
            current = await records.find_authorization(wallet_id, place)
            if not isinstance(current, StandingAuthorization):
                raise CardNotRefreshable("deleted meanwhile")
            # Only the tokens are newer: a card that was deleted meanwhile stays away.
            await records.save_authorization(replace(current, sealed_session=sealed))
        failpoint("renew.after_tokens_stored")
        return renewed

    async def _fetch(self, wallet_id: WalletId, terms: CredentialTerms, session: IssuerSession) -> Card:
        proof = await self.signer.prove_new_key(wallet_id, await order_key_proof(self.issuers, terms))
        try:
            return await self.fetch_card(wallet_id, terms, proof, session=session)
        except Exception:
            await self.signer.forget_key(wallet_id, proof.key_id)
            raise

    async def _keep(self, standing: StandingAuthorization, cards: list[Card]) -> list[Card]:
        """Put each newer card in the place of the one at hand; gives those that went."""
        replaced: list[Card] = []
        async with self.store.work() as records:
            current = await records.find_authorization(standing.wallet_id, standing.id)
            if not isinstance(current, StandingAuthorization) or current.cards != standing.cards:
                # What the citizen deleted while this went on does not come back.
                raise CardNotRefreshable("a card was deleted meanwhile")
            for fetched, card in zip(current.cards, cards, strict=True):
                old = await records.find_card(standing.wallet_id, fetched.card_id)
                await records.remove_card(standing.wallet_id, fetched.card_id)
                await records.add_card(card)
                replaced += [] if old is None else [old]
            fetched_now = tuple(
                replace(fetched, card_id=card.id) for fetched, card in zip(current.cards, cards, strict=True)
            )
            done = finish_refresh(current, cards=fetched_now, now=self.clock.now(), rhythm=self.rhythm)
            await records.save_authorization(done)
        return replaced

    async def _forget_keys(self, cards: list[Card]) -> None:
        for card in cards:
            await self.signer.forget_key(card.wallet_id, card.key_id)

    async def _record(self, standing: StandingAuthorization, failure: RefreshFailed) -> None:
        async with self.store.work() as records:
            current = await records.find_authorization(standing.wallet_id, standing.id)
            if not isinstance(current, StandingAuthorization):
                return
            if isinstance(failure, RefreshEnded):
                await records.save_authorization(end(current, reason=failure.code))
            else:
                failed = fail_refresh(current, reason=failure.code, now=self.clock.now())
                await records.save_authorization(failed)
