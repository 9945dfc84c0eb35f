"""Ask the issuers for the cards that were applied for."""

from dataclasses import dataclass, replace
from datetime import timedelta

from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oauth import IssuerIdentifier, RefreshTokenRequest
from citywallet.protocol.oid4vci import (
    CredentialResponse,
    DeferredCredentialRequest,
    DeferredCredentialResponse,
)
from citywallet.runtime.clock import Clock
from citywallet.runtime.failpoint import failpoint
from wallet_api.domain.applications import (
    LEASE,
    LOST,
    REFUSED,
    Application,
    AppliedCard,
    OpenApplication,
    RefusedCard,
    settle,
)
from wallet_api.domain.cards import Card
from wallet_api.domain.errors import IssuerAnswerBroken, IssuerRefused, ReceivingFailed, WalletNotFound
from wallet_api.domain.identifiers import WalletId
from wallet_api.domain.issuer_sessions import IssuerSession, RefreshRight, parse_session, serialize_session
from wallet_api.ports.issuers import CredentialIssuers
from wallet_api.ports.signer import HolderSigner
from wallet_api.ports.store import WalletStore
from wallet_api.ports.vault import Vault
from wallet_api.usecases.fetch_card import FetchCard

# When an issuer cannot be asked, or its answer cannot be used, it is left in peace for so long.
_PAUSE = timedelta(minutes=5)
# Nothing comes of a transaction, or of the tokens, after these.
_FINAL = {
    ErrorCode.CREDENTIAL_REQUEST_DENIED: REFUSED,
    ErrorCode.INVALID_TRANSACTION_ID: LOST,
    ErrorCode.INVALID_TOKEN: LOST,
    ErrorCode.INVALID_GRANT: LOST,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """The cards that came now, and what is still waited for or was refused."""

    cards: tuple[Card, ...]
    applications: tuple[Application, ...]


@dataclass(slots=True, kw_only=True)
class _Outcome:
    """What the issuer said of each card of one application."""

    cards: list[Card]
    waiting: list[AppliedCard]
    refused: list[RefusedCard]
    spent: list[AppliedCard]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectCards:
    """Brings in what is ready; an issuer is asked no more often than it wishes."""

    store: WalletStore
    issuers: CredentialIssuers
    vault: Vault
    clock: Clock
    signer: HolderSigner
    fetch_card: FetchCard

    async def __call__(self, wallet_id: WalletId) -> Collection:
        """Ask for everything that is due. What cannot be asked for now stays as it is.

        Raises:
            WalletNotFound: no such wallet.
        """
        async with self.store.view() as records:
            if await records.find_wallet(wallet_id) is None:
                raise WalletNotFound
            known = await records.applications_of(wallet_id)
        cards: list[Card] = []
        for application in known:
            held = await self._hold(application)
            if held is not None:
                cards += await self._collect(held)
        async with self.store.view() as records:
            left = await records.applications_of(wallet_id)
        return Collection(cards=tuple(cards), applications=left)

    async def _hold(self, application: Application) -> OpenApplication | None:
        now = self.clock.now()
        async with self.store.work() as records:
            found = await records.find_application(application.wallet_id, application.id)
            if not isinstance(found, OpenApplication) or not found.is_due(now):
                return None
            held = replace(found, leased_until=now + LEASE)
            await records.save_application(held)
        return held

    async def _collect(self, held: OpenApplication) -> list[Card]:
        outcome = _Outcome(cards=[], waiting=[], refused=[], spent=[])
        for applied in held.waiting:
            held = await self._ask(held, applied, outcome)
        settled = settle(held, waiting=outcome.waiting, refused=outcome.refused, now=self.clock.now())
        failpoint("collect.before_stored")
        async with self.store.work() as records:
            for card in outcome.cards:
                await records.add_card(card)
            if settled is None:
                await records.remove_application(held.wallet_id, held.id)
            else:
                await records.save_application(settled)
        failpoint("collect.after_stored")
        for applied in outcome.spent:
            # Such keys are of no use to anyone but a thief.
            await self.signer.forget_key(held.wallet_id, applied.key_id)
        return outcome.cards

    async def _ask(self, held: OpenApplication, applied: AppliedCard, outcome: _Outcome) -> OpenApplication:
        """Ask for one card; the application as it is afterwards, perhaps with fresh tokens."""
        now = self.clock.now()
        if now < applied.ask_at:
            outcome.waiting.append(applied)
            return held
        try:
            held, response = await self._request(held, applied)
            if isinstance(response, DeferredCredentialResponse):
                later = now + timedelta(seconds=response.interval_seconds)
                outcome.waiting.append(replace(applied, ask_at=later))
            else:
                card = await self.fetch_card.take(
                    held.wallet_id, response, face=applied.face, key_id=applied.key_id
                )
                outcome.cards.append(card)
        except ReceivingFailed as error:
            self._note(error, applied, outcome)
        return held

    def _note(self, error: ReceivingFailed, applied: AppliedCard, outcome: _Outcome) -> None:
        words = next((words for code, words in _FINAL.items() if error.detail == code), None)
        if not isinstance(error, IssuerRefused) or words is None:
            outcome.waiting.append(replace(applied, ask_at=self.clock.now() + _PAUSE))
            return
        outcome.refused.append(RefusedCard(face=applied.face, reason=error.reason or words))
        outcome.spent.append(applied)

    async def _request(
        self, held: OpenApplication, applied: AppliedCard
    ) -> tuple[OpenApplication, CredentialResponse | DeferredCredentialResponse]:
        metadata = await self.issuers.fetch_metadata(IssuerIdentifier(applied.face.credential_issuer))
        endpoint = metadata.deferred_credential_endpoint
        if endpoint is None:
            raise IssuerAnswerBroken("a promise without an address to collect at")
        request = DeferredCredentialRequest(transaction_id=applied.transaction_id)
        session = self._session(held)
        try:
            return held, await self.issuers.request_deferred(endpoint, session=session, request=request)
        except IssuerRefused as error:
            if error.detail != ErrorCode.INVALID_TOKEN or session.right is None:
                raise
        held = await self._refresh(held, session, session.right)
        session = self._session(held)
        return held, await self.issuers.request_deferred(endpoint, session=session, request=request)

    async def _refresh(
        self, held: OpenApplication, session: IssuerSession, right: RefreshRight
    ) -> OpenApplication:
        """Fresh tokens, on record before they are used: each refresh token counts once."""
        server = await self.issuers.fetch_server_metadata(right.server)
        request = RefreshTokenRequest(refresh_token=right.token, client_id=right.client_id)
        token = await self.issuers.request_token(server.token_endpoint, request, key=session.key)
        fresh = serialize_session(session.renewed_by(token))
        sealed = self.vault.seal(fresh, wallet_id=held.wallet_id, place=held.id)
        renewed = replace(held, sealed_session=sealed)
        async with self.store.work() as records:
            await records.save_application(renewed)
        return renewed

    def _session(self, held: OpenApplication) -> IssuerSession:
        return parse_session(self.vault.open(held.sealed_session, wallet_id=held.wallet_id, place=held.id))
