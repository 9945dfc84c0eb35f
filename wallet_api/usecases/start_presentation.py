"""Start to answer a verifier's request: find out who asks, choose the cards, and show what would leave."""

from dataclasses import dataclass

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oid4vp import (
    RequestByReference,
    RequestByValue,
    RequestUriMethod,
    VerifiedRequest,
    parse_request_link,
    serialize_direct_post,
    serialize_request_uri_post,
)
from citywallet.protocol.sdjwt import parse_sd_jwt
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from wallet_api.domain.cards import Card
from wallet_api.domain.consent import items_of, without_values
from wallet_api.domain.errors import (
    CardMissing,
    PresentingFailed,
    RequestRefused,
    RequestUnreadable,
    VerifierUnknown,
    WalletError,
    WalletNotFound,
)
from wallet_api.domain.history import HistoryEntry
from wallet_api.domain.identifiers import (
    HistoryEntryId,
    PresentationId,
    WalletId,
)
from wallet_api.domain.matching import ChosenCard, HeldCard, choose_cards
from wallet_api.domain.presentations import (
    AwaitingConsent,
    Outcome,
    SelectedCard,
    SignedRequestText,
    VerifierName,
)
from wallet_api.domain.requests import (
    answer_until,
    error_address,
    error_answer,
    purpose_of,
    refusal_of,
    serialize_request_text,
    verifier_name_of,
    verify_request,
)
from wallet_api.ports.store import WalletStore
from wallet_api.ports.vault import Vault
from wallet_api.ports.verifiers import Verifiers


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPresentation:
    """Takes a request link up to the citizen's decision. Nothing of the citizen leaves."""

    store: WalletStore
    verifiers: Verifiers
    vault: Vault
    clock: Clock
    entropy: Entropy
    trust_anchors: tuple[bytes, ...]

    async def __call__(self, wallet_id: WalletId, *, link: str) -> AwaitingConsent:
        """Fetch, verify, match, and wait for consent.

        Raises:
            WalletNotFound: no such wallet.
            VerifierUnknown: it cannot be established who asks.
            PresentingFailed: one subclass per cause. Nothing was sent, except that a known verifier whose
                request is broken is told the protocol's error code.

        Spec: OpenID4VP 1.0, Authorization Request.
        """
        cards = await self._cards(wallet_id)
        verifier: VerifierName | None = None
        try:
            # (1) Fetch the signed request, and learn from its certificate who asks.
            text = await self._fetch(link)
            verified = await self._verify(text)
            verifier = verifier_name_of(verified)
            # (2) Choose cards; the verifier is not told that one is missing: it would learn what is there.
            chosen = choose_cards(verified.request.dcql_query, self._opened(cards), now=self.clock.now())
        except (VerifierUnknown, RequestRefused, CardMissing) as error:
            await self._record(wallet_id, verifier, error)
            raise
        # (3) Keep what was decided about, for as long as the request lives.
        awaiting = self._awaiting(wallet_id, text, verified, chosen)
        async with self.store.work() as records:
            await records.save_presentation(awaiting)
        return awaiting

    async def _cards(self, wallet_id: WalletId) -> tuple[Card, ...]:
        async with self.store.view() as records:
            if await records.find_wallet(wallet_id) is None:
                raise WalletNotFound
            return await records.cards_of(wallet_id)

    async def _fetch(self, link: str) -> SignedRequestText:
        try:
            carried = parse_request_link(link)
        except ProtocolError as error:
            refusal = refusal_of(error)
            # A link that names nobody, or a client that cannot be, is a red stop like a forged request.
            if isinstance(refusal, VerifierUnknown):
                raise refusal from error
            raise RequestUnreadable(type(error).__name__) from error
        if isinstance(carried, RequestByValue):
            return SignedRequestText(
                client_id=carried.client_id, request_object=carried.request_object, wallet_nonce=None
            )
        return await self._fetch_reference(carried)

    async def _fetch_reference(self, carried: RequestByReference) -> SignedRequestText:
        if carried.method is RequestUriMethod.GET:
            request_object, wallet_nonce = await self.verifiers.fetch_request(carried.request_uri), None
        else:
            wallet_nonce = self.entropy.token_urlsafe()
            fields = serialize_request_uri_post(wallet_nonce=wallet_nonce)
            request_object = await self.verifiers.post_for_request(carried.request_uri, fields)
        return SignedRequestText(
            client_id=carried.client_id, request_object=request_object, wallet_nonce=wallet_nonce
        )

    async def _verify(self, text: SignedRequestText) -> VerifiedRequest:
        now = self.clock.now()
        try:
            return verify_request(text, anchors=self.trust_anchors, now=now)
        except RequestRefused as error:
            await self._report(text, error)
            raise

    async def _report(self, text: SignedRequestText, error: RequestRefused) -> None:
        address = error_address(text, anchors=self.trust_anchors, now=self.clock.now())
        if address is None:
            return
        answer = error_answer(error.detail, state=address.state)
        try:
            await self.verifiers.deliver(address.response_uri, serialize_direct_post(answer))
        except PresentingFailed:
            return  # the verifier need not hear it; the citizen hears the first error

    def _opened(self, cards: tuple[Card, ...]) -> tuple[HeldCard, ...]:
        return tuple(HeldCard(card=card, sd_jwt=parse_sd_jwt(self._text(card))) for card in cards)

    def _text(self, card: Card) -> str:
        return self.vault.open(card.sealed_credential, wallet_id=card.wallet_id, place=card.id).decode()

    def _awaiting(
        self,
        wallet_id: WalletId,
        text: SignedRequestText,
        verified: VerifiedRequest,
        chosen: tuple[ChosenCard, ...],
    ) -> AwaitingConsent:
        now = self.clock.now()
        presentation_id = PresentationId(self._new_id())
        shown = [
            without_values(items_of(each.sd_jwt, face=each.card.face), face=each.card.face) for each in chosen
        ]
        return AwaitingConsent(
            id=presentation_id,
            wallet_id=wallet_id,
            verifier=verifier_name_of(verified),
            purpose=purpose_of(verified.request),
            selected=tuple(
                SelectedCard(query_id=each.query_id, card_id=each.card.id, paths=each.paths)
                for each in chosen
            ),
            items=tuple(item for items in shown for item in items),
            sealed_request=self.vault.seal(
                serialize_request_text(text), wallet_id=wallet_id, place=presentation_id
            ),
            asked_at=now,
            answer_until=answer_until(verified.request, now=now),
        )

    async def _record(self, wallet_id: WalletId, verifier: VerifierName | None, error: WalletError) -> None:
        entry = HistoryEntry(
            id=HistoryEntryId(self._new_id()),
            wallet_id=wallet_id,
            at=self.clock.now(),
            verifier=verifier,
            items=(),
            outcome=Outcome.FAILED,
            reason=error.code,
        )
        async with self.store.work() as records:
            await records.save_history(entry)

    def _new_id(self) -> str:
        return self.entropy.identifier()
