"""Credential issuers, as the wallet speaks to them (OpenID4VCI)."""

from collections.abc import Mapping
from typing import Protocol

from citywallet.protocol.keys import EcSigningKey, PublicJwk
from citywallet.protocol.oauth import (
    AuthorizationRequest,
    AuthorizationServerMetadata,
    IssuerIdentifier,
    PushedResponse,
    TokenRequest,
    TokenResponse,
    WebUrl,
)
from citywallet.protocol.oid4vci import (
    CredentialOffer,
    CredentialRequest,
    CredentialResponse,
    DeferredCredentialRequest,
    DeferredCredentialResponse,
    IssuerMetadata,
)
from wallet_api.domain.issuer_sessions import IssuerSession


class CredentialIssuers(Protocol):
    """Sends one message and reads one answer; nothing here is trusted or stored.

    Errors, and no others: `IssuerUnreachable` (no answer, or an address that may not be contacted),
    `IssuerAnswerBroken` (an answer that is not the protocol's, whatever its status says), `IssuerRefused`
    with the issuer's error code as detail.
    """

    async def fetch_offer(self, credential_offer_uri: WebUrl) -> CredentialOffer:
        """Fetch an offer that came by reference."""
        ...

    async def fetch_metadata(self, credential_issuer: IssuerIdentifier) -> IssuerMetadata:
        """Fetch the issuer's metadata from its well-known address."""
        ...

    async def fetch_server_metadata(self, server: IssuerIdentifier) -> AuthorizationServerMetadata:
        """Fetch an authorization server's metadata from its well-known address."""
        ...

    async def push_authorization(self, endpoint: WebUrl, request: AuthorizationRequest) -> PushedResponse:
        """Leave an authorization request at the server before the citizen is sent there."""
        ...

    async def request_token(
        self, endpoint: WebUrl, request: TokenRequest, *, key: EcSigningKey | None
    ) -> TokenResponse:
        """Redeem a code; with `key` the token is bound to it."""
        ...

    async def request_nonce(self, endpoint: WebUrl) -> str:
        """Fetch a challenge for key proofs."""
        ...

    async def request_credential(
        self, endpoint: WebUrl, *, session: IssuerSession, request: CredentialRequest
    ) -> CredentialResponse | DeferredCredentialResponse:
        """Request a credential with a session's token."""
        ...

    async def request_deferred(
        self, endpoint: WebUrl, *, session: IssuerSession, request: DeferredCredentialRequest
    ) -> CredentialResponse | DeferredCredentialResponse:
        """Ask for a credential that was promised."""
        ...

    async def fetch_signing_keys(self, credential_issuer: IssuerIdentifier) -> Mapping[str, PublicJwk]:
        """Fetch the P-256 keys, by `kid`, that an issuer publishes as JWT VC issuer metadata.

        Spec: SD-JWT VC, JWT VC Issuer Metadata.
        """
        ...
