"""Fetch one card: request the credential of a proven key, and believe it only once it is verified."""

from dataclasses import dataclass, replace

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.keys import PublicJwk
from citywallet.protocol.oauth import IssuerIdentifier
from citywallet.protocol.oid4vci import (
    ByConfiguration,
    ByIdentifier,
    CredentialRequest,
    CredentialResponse,
    DeferredCredentialResponse,
)
from citywallet.protocol.sdjwt import SdJwt, parse_sd_jwt
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from wallet_api.domain.cards import Card, CardFace
from wallet_api.domain.errors import CredentialKindUnsupported, CredentialUnacceptable, IssuerAnswerBroken
from wallet_api.domain.identifiers import CardId, KeyId, WalletId
from wallet_api.domain.issuer_sessions import IssuerSession
from wallet_api.domain.offers import CredentialTerms
from wallet_api.domain.receiving import anchored_key, published_key, verify_received
from wallet_api.ports.issuers import CredentialIssuers
from wallet_api.ports.signer import KeyProof
from wallet_api.ports.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchCard:
    """Brings one card from its issuer, sealed."""

    issuers: CredentialIssuers
    vault: Vault
    clock: Clock
    entropy: Entropy
    city_issuer: str
    trust_anchors: tuple[bytes, ...]

    async def __call__(
        self, wallet_id: WalletId, terms: CredentialTerms, proof: KeyProof, *, session: IssuerSession
    ) -> Card:
        """Request, read and verify, where a promise would not do; nothing is stored here.

        Raises:
            CredentialKindUnsupported: it is only promised.
            ReceivingFailed: one subclass per cause.
        """
        response = await self.request(terms, proof, session=session)
        if isinstance(response, DeferredCredentialResponse):
            raise CredentialKindUnsupported("deferred issuance")
        return await self.take(wallet_id, response, face=terms.face, key_id=proof.key_id)

    async def request(
        self, terms: CredentialTerms, proof: KeyProof, *, session: IssuerSession
    ) -> CredentialResponse | DeferredCredentialResponse:
        """Request a credential for a proven key; what comes is not believed yet.

        Raises:
            ReceivingFailed: one subclass per cause.

        Spec: OpenID4VCI 1.0, Credential Request.
        """
        requested = (
            ByConfiguration(credential_configuration_id=terms.face.configuration_id)
            if terms.credential_identifier is None
            else ByIdentifier(credential_identifier=terms.credential_identifier)
        )
        request = CredentialRequest(requested=requested, key_proofs=(proof.jwt,))
        return await self.issuers.request_credential(
            terms.credential_endpoint, session=session, request=request
        )

    async def take(
        self, wallet_id: WalletId, response: CredentialResponse, *, face: CardFace, key_id: KeyId
    ) -> Card:
        """Verify what came for a key, and seal it; nothing is stored here.

        Raises:
            ReceivingFailed: one subclass per cause.
        """
        if len(response.credentials) != 1:
            raise IssuerAnswerBroken("one key was proven, several credentials came")
        text = response.credentials[0]
        try:
            sd_jwt = parse_sd_jwt(text)
        except ProtocolError as error:
            raise CredentialUnacceptable(type(error).__name__) from error
        now = self.clock.now()
        key = await self._signing_key(sd_jwt, face.credential_issuer)
        credential = verify_received(sd_jwt, key=key, face=face, holder_key=key_id, now=now)
        card_id = CardId(self.entropy.identifier())
        return Card(
            id=card_id,
            wallet_id=wallet_id,
            key_id=key_id,
            face=replace(face, expires_at=credential.expires_at),
            sealed_credential=self.vault.seal(text.encode(), wallet_id=wallet_id, place=card_id),
            received_at=now,
        )

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
