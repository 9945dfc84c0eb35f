"""Begin to sign in at an issuer: the citizen goes to its page in a browser, and comes back with a code."""

from dataclasses import dataclass
from urllib.parse import urlencode

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.keys import thumbprint
from citywallet.protocol.oauth import (
    AuthorizationRequest,
    AuthorizationServerMetadata,
    CredentialDetail,
    IssuerIdentifier,
    RedirectUri,
    ResponseTarget,
    serialize_authorization_request,
)
from citywallet.protocol.oid4vci import AuthorizationCodeGrant
from citywallet.protocol.pkce import (
    CodeVerifier,
    code_challenge_of,
)
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from wallet_api.domain.errors import GrantUnsupported, IssuerNotTrusted, WalletNotFound
from wallet_api.domain.identifiers import SignInId, WalletId
from wallet_api.domain.sign_ins import (
    SIGN_IN_LIFETIME,
    BegunSignIn,
    SignInSecrets,
    SignInTerms,
    digest_of_state,
    serialize_secrets,
)
from wallet_api.domain.terms import supported_configurations
from wallet_api.ports.issuers import CredentialIssuers
from wallet_api.ports.store import WalletStore
from wallet_api.ports.vault import Vault
from wallet_api.usecases.token_keys import token_key

_S256 = "S256"


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletClient:
    """How the wallet service calls itself at issuers, and where their pages send citizens back."""

    client_id: str
    redirect_uri: RedirectUri


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedSignIn:
    """Where the citizen signs in."""

    sign_in: BegunSignIn
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginSignIn:
    """Leaves the request at the issuer and says where the citizen signs in."""

    store: WalletStore
    issuers: CredentialIssuers
    vault: Vault
    clock: Clock
    entropy: Entropy
    city_issuer: str
    client: WalletClient

    async def __call__(
        self,
        wallet_id: WalletId,
        *,
        credential_issuer: str,
        configuration_ids: tuple[str, ...],
        offered: AuthorizationCodeGrant | None = None,
    ) -> StartedSignIn:
        """Begin to receive credentials of these configurations, in answer to an offer or on one's own.

        Raises:
            WalletNotFound: no such wallet.
            IssuerNotTrusted: the gate is the same as for offers.
            CredentialKindUnsupported: the issuer has none of these that this wallet can hold.
            GrantUnsupported: the issuer lets nobody sign in, or without PKCE, or at another server.
            ReceivingFailed: the issuer cannot be reached, or refuses.

        Spec: OpenID4VCI 1.0, Authorization Request.
        """
        issuer = await self._trusted(wallet_id, credential_issuer)
        metadata = await self.issuers.fetch_metadata(issuer)
        wanted = tuple(supported_configurations(metadata, configuration_ids))
        server = await self.issuers.fetch_server_metadata(metadata.authorization_server)
        if offered is not None and offered.authorization_server not in (None, metadata.authorization_server):
            raise GrantUnsupported("the offer names another authorization server")
        if server.authorization_endpoint is None or _S256 not in server.code_challenge_methods_supported:
            raise GrantUnsupported("no authorization code grant with PKCE")
        secrets = SignInSecrets(
            state=self.entropy.token_urlsafe(),
            code_verifier=CodeVerifier(encode_base64url(self.entropy.token_bytes(32))),
            key=token_key(server, self.entropy),
        )
        address = await self._address(server, self._request(secrets, wanted, offered))
        return StartedSignIn(sign_in=await self._keep(wallet_id, issuer, wanted, secrets), address=address)

    async def _trusted(self, wallet_id: WalletId, credential_issuer: str) -> IssuerIdentifier:
        async with self.store.view() as records:
            if await records.find_wallet(wallet_id) is None:
                raise WalletNotFound
            if credential_issuer not in {self.city_issuer, *await records.trusted_issuers()}:
                raise IssuerNotTrusted(credential_issuer)
        return IssuerIdentifier(credential_issuer)

    def _request(
        self, secrets: SignInSecrets, wanted: tuple[str, ...], offered: AuthorizationCodeGrant | None
    ) -> AuthorizationRequest:
        return AuthorizationRequest(
            target=ResponseTarget(
                client_id=self.client.client_id,
                redirect_uri=self.client.redirect_uri,
                state=secrets.state,
            ),
            code_challenge=code_challenge_of(secrets.code_verifier),
            authorization_details=tuple(
                CredentialDetail(credential_configuration_id=each) for each in wanted
            ),
            issuer_state=None if offered is None else offered.issuer_state,
            dpop_thumbprint=None if secrets.key is None else thumbprint(secrets.key.public),
        )

    async def _address(self, server: AuthorizationServerMetadata, request: AuthorizationRequest) -> str:
        """Pushed where the server takes it: what is asked for then stands in no address and no history."""
        endpoint = server.pushed_authorization_request_endpoint
        if endpoint is None:
            fields = serialize_authorization_request(request)
        else:
            pushed = await self.issuers.push_authorization(endpoint, request)
            fields = {"client_id": self.client.client_id, "request_uri": pushed.request_uri}
        return f"{server.authorization_endpoint}?{urlencode(fields)}"

    async def _keep(
        self,
        wallet_id: WalletId,
        issuer: IssuerIdentifier,
        wanted: tuple[str, ...],
        secrets: SignInSecrets,
    ) -> BegunSignIn:
        sign_in_id = SignInId(self.entropy.identifier())
        terms = SignInTerms(
            id=sign_in_id,
            wallet_id=wallet_id,
            credential_issuer=issuer,
            configuration_ids=wanted,
            state_digest=digest_of_state(secrets.state),
            expires_at=self.clock.now() + SIGN_IN_LIFETIME,
        )
        sealed = self.vault.seal(serialize_secrets(secrets), wallet_id=wallet_id, place=sign_in_id)
        begun = BegunSignIn(terms=terms, sealed_secrets=sealed)
        async with self.store.work() as records:
            await records.save_sign_in(begun)
        return begun
