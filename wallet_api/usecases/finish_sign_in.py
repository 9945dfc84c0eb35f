"""A citizen comes back from the issuer's page: redeem the code once, and receive the cards."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oauth import (
    AuthorizationCodeIssued,
    AuthorizationServerMetadata,
    CodeTokenRequest,
    IssuerIdentifier,
    TokenResponse,
    parse_authorization_response,
)
from citywallet.protocol.oid4vci import IssuerMetadata
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from wallet_api.domain.errors import ProofNonceStale, SignInDeclined, SignInUnknown, WalletError
from wallet_api.domain.identifiers import OfferId
from wallet_api.domain.issuer_sessions import IssuerSession, serialize_session
from wallet_api.domain.offers import LEASE, AuthorizedOffer, release
from wallet_api.domain.sign_ins import (
    BegunSignIn,
    FailedSignIn,
    FinishedSignIn,
    ReceivingSignIn,
    SignInSecrets,
    digest_of_state,
    parse_secrets,
)
from wallet_api.domain.terms import supported_configurations, terms_of
from wallet_api.ports.issuers import CredentialIssuers
from wallet_api.ports.store import WalletStore
from wallet_api.ports.vault import Vault
from wallet_api.usecases.begin_sign_in import WalletClient
from wallet_api.usecases.complete_offer import Received
from wallet_api.usecases.order_key_proofs import order_key_proofs
from wallet_api.usecases.receive_cards import ReceiveCards


@dataclass(frozen=True, slots=True, kw_only=True)
class _Redeemed:
    token: TokenResponse
    session: IssuerSession


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishSignIn:
    """Ends a sign-in, one way or the other; whoever began it reads how."""

    store: WalletStore
    issuers: CredentialIssuers
    vault: Vault
    clock: Clock
    entropy: Entropy
    client: WalletClient
    receive: ReceiveCards

    async def __call__(self, fields: Mapping[str, str]) -> Received:
        """Take what the issuer sent back by the browser.

        Raises:
            SignInUnknown: no sign-in that is open sent this `state`; or the answer is another server's.
            SignInDeclined: the citizen or the issuer said no.
            ReceivingFailed: one subclass per cause; no card was stored.

        Spec: OAuth 2.0 Authorization Server Issuer Identification, Validating the Issuer Identifier.
        """
        # (1) One answer per sign-in, whatever comes of it: a code must not be redeemed twice.
        begun = await self._take(fields.get("state", ""))
        terms = begun.terms
        try:
            received = await self._receive(begun, fields)
        except WalletError as error:
            await self._save(FailedSignIn(terms=terms, code=error.code))
            raise
        applied = received.application
        await self._save(
            FinishedSignIn(
                terms=terms,
                card_ids=tuple(card.id for card in received.cards),
                application_id=None if applied is None else applied.id,
            )
        )
        return received

    async def _take(self, state: str) -> BegunSignIn:
        async with self.store.work() as records:
            begun = await records.find_sign_in_by_state(digest_of_state(state))
            if not isinstance(begun, BegunSignIn) or self.clock.now() >= begun.terms.expires_at:
                raise SignInUnknown
            await records.save_sign_in(ReceivingSignIn(terms=begun.terms))
        return begun

    async def _receive(self, begun: BegunSignIn, fields: Mapping[str, str]) -> Received:
        wallet_id = begun.terms.wallet_id
        secrets = parse_secrets(
            self.vault.open(begun.sealed_secrets, wallet_id=wallet_id, place=begun.terms.id)
        )
        metadata = await self.issuers.fetch_metadata(IssuerIdentifier(begun.terms.credential_issuer))
        server = await self.issuers.fetch_server_metadata(metadata.authorization_server)
        # (2) The answer is this server's to this request: `state` and, where it always sends it, `iss`.
        code = _code_of(fields, secrets, server)
        # (3) The code is worth nothing without what only this wallet knows.
        redeemed = await self._redeem(code, secrets, server)
        # (4) From here on it is as with an offer whose code was redeemed.
        offer = await self._authorize(begun, metadata, redeemed)
        try:
            return await self.receive(wallet_id, offer.id, await order_key_proofs(self.issuers, offer))
        except ProofNonceStale:
            return await self.receive(wallet_id, offer.id, await order_key_proofs(self.issuers, offer))

    async def _redeem(
        self, code: str, secrets: SignInSecrets, server: AuthorizationServerMetadata
    ) -> _Redeemed:
        request = CodeTokenRequest(
            code=code,
            code_verifier=secrets.code_verifier,
            redirect_uri=self.client.redirect_uri,
            client_id=self.client.client_id,
        )
        token = await self.issuers.request_token(server.token_endpoint, request, key=secrets.key)
        session = IssuerSession.of(
            token, key=secrets.key, server=server.issuer, client_id=self.client.client_id
        )
        return _Redeemed(token=token, session=session)

    async def _authorize(
        self, begun: BegunSignIn, metadata: IssuerMetadata, redeemed: _Redeemed
    ) -> AuthorizedOffer:
        wallet_id, offer_id = begun.terms.wallet_id, OfferId(self.entropy.identifier())
        wanted = supported_configurations(metadata, begun.terms.configuration_ids)
        digest = hashlib.sha256(f"sign-in\n{begun.terms.id}".encode()).digest()
        held = AuthorizedOffer(
            id=offer_id,
            wallet_id=wallet_id,
            digest=digest,
            link_digest=digest,
            leased_until=self.clock.now() + LEASE,
            terms=terms_of(metadata, wanted, redeemed.token),
            sealed_session=self.vault.seal(
                serialize_session(redeemed.session), wallet_id=wallet_id, place=offer_id
            ),
        )
        offer = release(held, now=self.clock.now())
        async with self.store.work() as records:
            await records.save_offer(offer)
        return offer

    async def _save(self, ended: FinishedSignIn | FailedSignIn) -> None:
        async with self.store.work() as records:
            await records.save_sign_in(ended)


def _code_of(fields: Mapping[str, str], secrets: SignInSecrets, server: AuthorizationServerMetadata) -> str:
    try:
        response = parse_authorization_response(
            fields,
            issuer=server.issuer,
            state=secrets.state,
            names_issuer=server.authorization_response_iss_parameter_supported,
        )
    except ProtocolError as error:
        raise SignInUnknown(type(error).__name__) from error
    if not isinstance(response, AuthorizationCodeIssued):
        raise SignInDeclined(response.error)
    return response.code
