"""Complete an offer: request the cards with key proofs, verify them, and only then keep them."""

from dataclasses import dataclass, replace

from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.keys import PublicJwk
from citywallet.protocol.oauth import IssuerIdentifier
from citywallet.protocol.oid4vci import (
    ByConfiguration,
    ByIdentifier,
    CredentialRequest,
    DeferredCredentialResponse,
)
from citywallet.protocol.sdjwt import SdJwt, parse_sd_jwt
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.failpoint import failpoint
from wallet_api.domain.cards import Card
from wallet_api.domain.errors import (
    CredentialKindUnsupported,
    CredentialUnacceptable,
    IssuerAnswerBroken,
    IssuerRefused,
    OfferInProgress,
    OfferNotFound,
    ProofNonceStale,
)
from wallet_api.domain.identifiers import CardId, OfferId, WalletId
from wallet_api.domain.issuer_sessions import IssuerSession, parse_session
from wallet_api.domain.offers import (
    AuthorizedOffer,
    ClaimedOffer,
    CredentialTerms,
    accept,
    release,
    take,
)
from wallet_api.domain.receiving import anchored_key, published_key, verify_received
from wallet_api.ports.issuers import CredentialIssuers
from wallet_api.ports.signer import KeyProof
from wallet_api.ports.store import WalletStore
from wallet_api.ports.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteOffer:
    """Takes the proofs of a signer and brings the cards in: all of them or none."""

    store: WalletStore
    issuers: CredentialIssuers
    vault: Vault
    clock: Clock
    entropy: Entropy
    city_issuer: str
    trust_anchors: tuple[bytes, ...]

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
                    await self._receive(wallet_id, terms, proof, session=session)
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

    async def _receive(
        self, wallet_id: WalletId, terms: CredentialTerms, proof: KeyProof, *, session: IssuerSession
    ) -> Card:
        text = await self._request(terms, proof, session=session)
        try:
            sd_jwt = parse_sd_jwt(text)
        except ProtocolError as error:
            raise CredentialUnacceptable(type(error).__name__) from error
        now = self.clock.now()
        key = await self._signing_key(sd_jwt, terms.face.credential_issuer)
        credential = verify_received(sd_jwt, key=key, face=terms.face, holder_key=proof.key_id, now=now)
        card_id = CardId(self.entropy.identifier())
        return Card(
            id=card_id,
            wallet_id=wallet_id,
            key_id=proof.key_id,
            face=replace(terms.face, expires_at=credential.expires_at),
            sealed_credential=self.vault.seal(text.encode(), wallet_id=wallet_id, place=card_id),
            received_at=now,
        )

    async def _request(self, terms: CredentialTerms, proof: KeyProof, *, session: IssuerSession) -> str:
        requested = (
            ByConfiguration(credential_configuration_id=terms.face.configuration_id)
            if terms.credential_identifier is None
            else ByIdentifier(credential_identifier=terms.credential_identifier)
        )
        request = CredentialRequest(requested=requested, key_proofs=(proof.jwt,))
        response = await self.issuers.request_credential(
            terms.credential_endpoint, session=session, request=request
        )
        if isinstance(response, DeferredCredentialResponse):
            raise CredentialKindUnsupported("deferred issuance")
        if len(response.credentials) != 1:
            raise IssuerAnswerBroken("one key was proven, several credentials came")
        return response.credentials[0]

    async def _signing_key(self, sd_jwt: SdJwt, credential_issuer: str) -> PublicJwk:
        now = self.clock.now()
        try:
            return anchored_key(
                sd_jwt, credential_issuer=credential_issuer, anchors=self.trust_anchors, at=now
            )
        except ProtocolError as error:
            # The city's own cards stand on the city's own roots. An issuer that was trusted by hand may
            # instead publish its keys at the address that was trusted.
            if credential_issuer == self.city_issuer:
                raise CredentialUnacceptable(type(error).__name__) from error
        keys = await self.issuers.fetch_signing_keys(IssuerIdentifier(credential_issuer))
        return published_key(sd_jwt, keys=keys)

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
