"""Start to receive the cards of an offer: redeem its code, and say which key proofs are needed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import IssuerIdentifier, TokenRequest, TokenResponse
from citywallet.protocol.oid4vci import (
    JWT_PROOF_TYPE,
    CredentialConfiguration,
    CredentialOffer,
    IssuerMetadata,
    OfferByReference,
    OfferByValue,
    PreAuthorizedCodeGrant,
    parse_offer_link,
)
from citywallet.protocol.sdjwtvc import SD_JWT_VC_FORMAT
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from wallet_api.domain.errors import (
    CredentialKindUnsupported,
    GrantUnsupported,
    IssuerAnswerBroken,
    IssuerNotTrusted,
    IssuerRefused,
    OfferExpired,
    OfferUnreadable,
    TransactionCodeMissing,
    TransactionCodeWrong,
    WalletNotFound,
)
from wallet_api.domain.identifiers import IDENTIFIER_BYTES, OfferId, WalletId, new_identifier
from wallet_api.domain.offers import (
    LEASE,
    AuthorizedOffer,
    ClaimedOffer,
    CredentialTerms,
    authorize,
    claim,
    link_digest,
    offer_digest,
    release,
    take,
)
from wallet_api.domain.receiving import face_of
from wallet_api.ports.issuers import CredentialIssuers
from wallet_api.ports.signer import KeyProofOrder
from wallet_api.ports.store import WalletStore
from wallet_api.ports.vault import Vault

PROOF_ALGORITHM = "ES256"


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
            orders = await self._orders(held)
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
        offer = await self._read(link)
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

    async def _read(self, link: str) -> CredentialOffer:
        try:
            carried = parse_offer_link(link)
        except ProtocolError as error:
            raise OfferUnreadable(type(error).__name__) from error
        match carried:
            case OfferByValue():
                return carried.offer
            case OfferByReference():
                try:
                    return await self.issuers.fetch_offer(carried.credential_offer_uri)
                except IssuerRefused as error:
                    raise OfferExpired(error.detail) from error
            case _:
                assert_never(carried)

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
            id=OfferId(new_identifier(self.entropy.token_bytes(IDENTIFIER_BYTES))),
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
        wanted = _supported(metadata, offer.credential_configuration_ids)
        server = await self.issuers.fetch_server_metadata(_server(metadata, grant))
        request = TokenRequest(
            pre_authorized_code=grant.pre_authorized_code,
            tx_code=None if grant.tx_code is None else tx_code,
        )
        try:
            token = await self.issuers.request_token(server.token_endpoint, request)
        except IssuerRefused as error:
            # The issuer does not say whether the code or the transaction code is wrong.
            if error.detail != ErrorCode.INVALID_GRANT:
                raise
            raise (OfferExpired if grant.tx_code is None else TransactionCodeWrong)() from error
        authorized = authorize(
            claimed,
            terms=_terms(metadata, wanted, token),
            sealed_access_token=self.vault.seal(
                token.access_token.encode(), wallet_id=claimed.wallet_id, place=claimed.id
            ),
        )
        async with self.store.work() as records:
            await records.save_offer(authorized)
        return authorized

    async def _orders(self, authorized: AuthorizedOffer) -> tuple[KeyProofOrder, ...]:
        return tuple([await self._order(terms) for terms in authorized.terms])

    async def _order(self, terms: CredentialTerms) -> KeyProofOrder:
        nonce = None
        if terms.nonce_endpoint is not None:
            nonce = await self.issuers.request_nonce(terms.nonce_endpoint)
        return KeyProofOrder(credential_issuer=terms.face.credential_issuer, nonce=nonce)

    async def _let_go(self, held: ClaimedOffer | AuthorizedOffer) -> None:
        async with self.store.work() as records:
            if isinstance(held, AuthorizedOffer):
                await records.save_offer(release(held, now=self.clock.now()))
            else:
                await records.remove_offer(held.wallet_id, held.id)


Wanted = dict[str, CredentialConfiguration]


def _supported(metadata: IssuerMetadata, configuration_ids: Sequence[str]) -> Wanted:
    offered = {name: metadata.credential_configurations.get(name) for name in configuration_ids}
    wanted = {name: found for name, found in offered.items() if found is not None and _is_supported(found)}
    if not wanted:
        raise CredentialKindUnsupported("no offered configuration is one that this wallet can hold")
    return wanted


def _is_supported(configuration: CredentialConfiguration) -> bool:
    proof = configuration.proof_type(JWT_PROOF_TYPE)
    return (
        configuration.format == SD_JWT_VC_FORMAT
        and proof is not None
        and PROOF_ALGORITHM in proof.signing_algorithms
        and not proof.key_attestation_required
    )


def _server(metadata: IssuerMetadata, grant: PreAuthorizedCodeGrant) -> IssuerIdentifier:
    if grant.authorization_server is None:
        return metadata.authorization_server
    for server in metadata.authorization_servers:
        if server == grant.authorization_server:
            return server
    raise IssuerAnswerBroken("the offer names an authorization server that the issuer does not")


def _terms(metadata: IssuerMetadata, wanted: Wanted, token: TokenResponse) -> tuple[CredentialTerms, ...]:
    authorized = token.authorized_credentials
    named = {each.credential_configuration_id: each.credential_identifiers for each in authorized}
    terms: list[CredentialTerms] = []
    for configuration_id, configuration in wanted.items():
        plain = CredentialTerms(
            face=face_of(metadata, configuration_id, configuration),
            credential_endpoint=metadata.credential_endpoint,
            nonce_endpoint=metadata.nonce_endpoint,
            credential_identifier=None,
        )
        if not named:
            terms.append(plain)
        # A token that names its data sets is good for these alone.
        terms.extend(
            replace(plain, credential_identifier=identifier) for identifier in named.get(configuration_id, ())
        )
    if not terms:
        raise IssuerAnswerBroken("the token is good for nothing that was offered")
    return tuple(terms)
