"""Start to receive the cards of an offer: redeem its code, and say which key proofs are needed."""

from dataclasses import dataclass

from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oauth import IssuerIdentifier, PreAuthorizedTokenRequest
from citywallet.protocol.oid4vci import (
    CredentialOffer,
    PreAuthorizedCodeGrant,
)
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.failpoint import failpoint
from wallet_api.domain.errors import (
    GrantUnsupported,
    IssuerNotTrusted,
    IssuerRefused,
    OfferExpired,
    TransactionCodeMissing,
    TransactionCodeWrong,
    WalletNotFound,
)
from wallet_api.domain.identifiers import OfferId, WalletId
from wallet_api.domain.issuer_sessions import IssuerSession, serialize_session
from wallet_api.domain.offers import (
    LEASE,
    AuthorizedOffer,
    ClaimedOffer,
    authorize,
    claim,
    link_digest,
    offer_digest,
    release,
    take,
)
from wallet_api.domain.terms import server_of, supported_configurations, terms_of
from wallet_api.ports.issuers import CredentialIssuers
from wallet_api.ports.signer import KeyProofOrder
from wallet_api.ports.store import WalletStore
from wallet_api.ports.vault import Vault
from wallet_api.usecases.order_key_proofs import order_key_proofs
from wallet_api.usecases.read_offer import read_offer
from wallet_api.usecases.token_keys import token_key


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedOffer:
    """What a signer is to prove, one new key per order, before the offer can be completed."""

    offer_id: OfferId
    orders: tuple[KeyProofOrder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartOffer:
    """Receives an offer up to the point where the holder's keys are needed; may be called again."""

    store: WalletStore
    issuers: CredentialIssuers
    vault: Vault
    clock: Clock
    entropy: Entropy
    city_issuer: str

    async def __call__(self, wallet_id: WalletId, *, link: str, tx_code: str | None) -> StartedOffer:
        """Read the link, pass the gate, redeem the code once, and fetch the nonces.

        Raises:
            WalletNotFound: no such wallet.
            ReceivingFailed: one subclass per cause; nothing was stored but the right to try again.

        Spec: OpenID4VCI 1.0, Credential Offer.
        """
        # (1) A link that was redeemed before is taken up where it stands: its offer may no longer be served.
        # Any other goes through (2) and (3), in `_take_up`.
        known = await self._known(wallet_id, link)
        held = known or await self._take_up(wallet_id, link=link, tx_code=tx_code)
        # (4) Each key proof needs a nonce of its own.
        try:
            orders = await order_key_proofs(self.issuers, held)
        finally:
            # (5) The token is kept, sealed; whoever completes the offer takes it in hand anew.
            await self._let_go(held)
        return StartedOffer(offer_id=held.id, orders=orders)

    async def _known(self, wallet_id: WalletId, link: str) -> AuthorizedOffer | None:
        async with self.store.work() as records:
            if await records.find_wallet(wallet_id) is None:
                raise WalletNotFound
            known = await records.find_offer_by_link(wallet_id, link_digest(link))
            if known is None or isinstance(known, ClaimedOffer):
                return None
            held = take(known, now=self.clock.now())
            await records.save_offer(held)
        return held

    async def _take_up(self, wallet_id: WalletId, *, link: str, tx_code: str | None) -> AuthorizedOffer:
        # (2) However the offer was carried, it passes one gate: the city's issuer, or one trusted by hand.
        offer = await read_offer(self.issuers, link)
        await self._check_gate(offer.credential_issuer)
        grant = offer.pre_authorized_code
        if grant is None:
            raise GrantUnsupported("only the pre-authorized code grant")
        if grant.tx_code is not None and not tx_code:
            raise TransactionCodeMissing
        # (3) One code is redeemed by one request at a time: redeeming it twice would kill the first token.
        held = await self._claim(wallet_id, offer, grant, link=link)
        if isinstance(held, AuthorizedOffer):
            return held
        try:
            return await self._redeem(held, offer, grant, tx_code=tx_code)
        except Exception:
            await self._let_go(held)
            raise

    async def _check_gate(self, credential_issuer: IssuerIdentifier) -> None:
        async with self.store.view() as records:
            trusted = {self.city_issuer, *await records.trusted_issuers()}
        if credential_issuer not in trusted:
            raise IssuerNotTrusted(credential_issuer)

    async def _claim(
        self, wallet_id: WalletId, offer: CredentialOffer, grant: PreAuthorizedCodeGrant, *, link: str
    ) -> ClaimedOffer | AuthorizedOffer:
        now = self.clock.now()
        fresh = ClaimedOffer(
            id=OfferId(self.entropy.identifier()),
            wallet_id=wallet_id,
            digest=offer_digest(offer, code=grant.pre_authorized_code),
            link_digest=link_digest(link),
            leased_until=now + LEASE,
        )
        async with self.store.work() as records:
            known = await records.find_offer_by_digest(wallet_id, fresh.digest)
            held = claim(known, fresh=fresh, now=now)
            await records.save_offer(held)
        return held

    async def _redeem(
        self,
        claimed: ClaimedOffer,
        offer: CredentialOffer,
        grant: PreAuthorizedCodeGrant,
        *,
        tx_code: str | None,
    ) -> AuthorizedOffer:
        metadata = await self.issuers.fetch_metadata(offer.credential_issuer)
        wanted = supported_configurations(metadata, offer.credential_configuration_ids)
        server = await self.issuers.fetch_server_metadata(server_of(metadata, grant))
        request = PreAuthorizedTokenRequest(
            pre_authorized_code=grant.pre_authorized_code,
            tx_code=None if grant.tx_code is None else tx_code,
        )
        key = token_key(server, self.entropy)
        try:
            token = await self.issuers.request_token(server.token_endpoint, request, key=key)
        except IssuerRefused as error:
            # The issuer does not say whether the code or the transaction code is wrong.
            if error.detail != ErrorCode.INVALID_GRANT:
                raise
            raise (OfferExpired if grant.tx_code is None else TransactionCodeWrong)() from error
        failpoint("receive.before_token_stored")
        authorized = authorize(
            claimed,
            terms=terms_of(metadata, wanted, token),
            sealed_session=self.vault.seal(
                serialize_session(IssuerSession.of(token, key=key, server=server.issuer)),
                wallet_id=claimed.wallet_id,
                place=claimed.id,
            ),
        )
        async with self.store.work() as records:
            await records.save_offer(authorized)
        failpoint("receive.after_token_stored")
        return authorized

    async def _let_go(self, held: ClaimedOffer | AuthorizedOffer) -> None:
        async with self.store.work() as records:
            if isinstance(held, AuthorizedOffer):
                await records.save_offer(release(held, now=self.clock.now()))
            else:
                await records.remove_offer(held.wallet_id, held.id)
