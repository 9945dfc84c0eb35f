"""A wallet fetches its credential: recorded first, then signed, then delivered."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.keys import thumbprint
from citywallet.protocol.oauth import AccessToken
from citywallet.protocol.oid4vci import (
    CredentialConfigurationUnknown,
    CredentialRequest,
    CredentialRequestDenied,
    CredentialResponse,
    VerifiedKeyProof,
    required_key_proofs,
    verify_key_proofs,
)
from citywallet.protocol.trust import KeyPurpose
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.failpoint import failpoint
from issuer.domain.access_tokens import check_token
from issuer.domain.authorizations import Authorization
from issuer.domain.catalogue import Catalogue, Configuration
from issuer.domain.credential_subject import CredentialCopy, CredentialSubject
from issuer.domain.errors import NotEligible
from issuer.domain.identifiers import CitizenId, CredentialConfigurationId, CredentialId
from issuer.domain.issued_credentials import IssuanceIntent
from issuer.domain.nonces import NonceUsed, digest_of_nonce, verify_nonce
from issuer.domain.offers import digest_of
from issuer.domain.profile import IssuerProfile
from issuer.domain.requested_credential import KeyOfAnotherHolder, requested_configuration
from issuer.domain.signatory import Signatory
from issuer.domain.unsigned_credentials import UnsignedCredential, build_unsigned_credential
from issuer.ports import CertifiedKey, KeyRing, Records, UnitsOfWork
from issuer.usecases.check_entitlement import CheckEntitlement
from issuer.usecases.status_places import draw_free_places
from issuer.usecases.supersede_earlier import supersede_earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is issued, and by which right."""

    authorization: Authorization
    configuration: Configuration
    subject: CredentialSubject


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCredential:
    """Issue one credential per key proof, in place of what the authorization gave before."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    catalogue: Catalogue
    profile: IssuerProfile
    keys: KeyRing
    nonce_secret: bytes
    check_entitlement: CheckEntitlement

    async def __call__(self, token: AccessToken, request: CredentialRequest) -> CredentialResponse:
        """Issue what an access token allows.

        Raises:
            AccessTokenRefused: the token does not count (any more).
            CredentialConfigurationUnknown, CredentialIdentifierUnknown, CredentialRequestMalformed:
                the request asks for something else than the token allows.
            KeyProofsMissing, KeyProofInvalid, NonceInvalid: the keys are not proven.
            CredentialRequestDenied: the source does not, or no longer, entitle the citizen, or what the
                wallet holds is suspended.
            SourceUnavailable: the source could not be asked; nothing was recorded.
            SignerUnavailable: no key signs now; the wallet may ask again.
            StatusListsFull: no free status index; nothing was recorded.

        Spec: OpenID4VCI 1.0, Credential Request.
        """
        now = self.clock.now()
        # (1) The token allows what is asked for.
        async with self.units.reading() as records:
            grant = check_token(await records.tokens.find(digest_of(token)), now=now)
        authorization = grant.authorization
        configuration = self._configuration(requested_configuration(request, authorization=authorization))
        # (2) Each key is proven: made for us, just now, answering a nonce of ours.
        proofs = self._verify_proofs(request, authorization, now)
        nonces = {proof.nonce: self._verify_nonce(proof, now) for proof in proofs}
        signer = self.keys.signer(KeyPurpose.CREDENTIAL)
        # (3) The citizen is entitled now, whatever was so when the offer was made.
        order = await self._entitled_order(authorization, configuration, now)
        # (4) What is about to be signed is on record; a crash from here on leaves a trace to revoke by.
        failpoint("issue.before_record")
        async with self.units.writing() as records:
            grant = check_token(await records.tokens.find(digest_of(token)), now=now)
            await _consume(nonces, records)
            await _refuse_keys_of_others(records, proofs, authorization.citizen_id)
            await supersede_earlier(
                records, grant, configuration.id, grace=self.profile.superseded_grace, now=now
            )
            recorded = await self._record_intents(records, order, proofs, signer=signer)
        failpoint("issue.after_record")
        # (5) Only then it is signed, and the signature recorded before anybody gets it.
        signatures = [signer.key.sign(unsigned.signing_input) for _, unsigned in recorded]
        failpoint("issue.after_sign")
        async with self.units.writing() as records:
            for (credential_id, _), signature in zip(recorded, signatures, strict=True):
                await records.credentials.confirm(credential_id, signature=signature, signed_at=now)
        failpoint("issue.after_confirm")
        signed = zip(recorded, signatures, strict=True)
        return CredentialResponse(
            credentials=tuple(unsigned.serialize(signature) for (_, unsigned), signature in signed)
        )

    def _verify_proofs(
        self, request: CredentialRequest, authorization: Authorization, now: datetime
    ) -> tuple[VerifiedKeyProof, ...]:
        return verify_key_proofs(
            required_key_proofs(request),
            audience=self.profile.credential_issuer,
            client_id=authorization.client_id,
            now=now,
            max_age=self.profile.key_proof_max_age,
            leeway=self.profile.clock_leeway,
        )

    def _configuration(self, configuration_id: CredentialConfigurationId) -> Configuration:
        configuration = self.catalogue.configuration(configuration_id)
        if configuration is None:  # taken out of the catalogue since it was allowed
            raise CredentialConfigurationUnknown("no longer in the catalogue")
        return configuration

    def _verify_nonce(self, proof: VerifiedKeyProof, now: datetime) -> datetime:
        return verify_nonce(proof.nonce, secret=self.nonce_secret, now=now)

    async def _entitled_order(
        self, authorization: Authorization, configuration: Configuration, now: datetime
    ) -> Order:
        try:
            facts = await self.check_entitlement(authorization.citizen_id, configuration.type, now=now)
        except NotEligible as error:
            raise CredentialRequestDenied("not entitled") from error
        subject = CredentialSubject.of(facts, configuration.type, now=now, time_zone=self.profile.time_zone)
        return Order(authorization=authorization, configuration=configuration, subject=subject)

    async def _record_intents(
        self,
        records: Records,
        order: Order,
        proofs: Sequence[VerifiedKeyProof],
        *,
        signer: CertifiedKey,
    ) -> list[tuple[CredentialId, UnsignedCredential]]:
        signatory = Signatory(
            issuer=self.profile.credential_issuer, key=signer.key.public, chain=signer.chain
        )
        places = await draw_free_places(records, self.entropy, count=len(proofs))
        recorded = []
        for proof, (place, status) in zip(proofs, places, strict=True):
            unsigned = build_unsigned_credential(
                order.configuration.format,
                order.subject,
                CredentialCopy(holder_key=proof.key, status=status),
                signatory=signatory,
                random_bytes=self.entropy.token_bytes,
            )
            intent = IssuanceIntent(
                id=CredentialId(self.entropy.identifier()),
                authorization_id=order.authorization.id,
                configuration_id=order.configuration.id,
                type_id=order.configuration.type.id,
                citizen_id=order.authorization.citizen_id,
                place=place,
                holder_thumbprint=thumbprint(proof.key),
                signing_input_digest=hashlib.sha256(unsigned.signing_input).digest(),
                issued_at=order.subject.issued_at,
                expires_at=order.subject.expires_at,
            )
            await records.credentials.record_intent(intent)
            recorded.append((intent.id, unsigned))
        return recorded


async def _consume(nonces: Mapping[str, datetime], records: Records) -> None:
    for nonce, expires_at in nonces.items():
        if not await records.nonces.consume(digest_of_nonce(nonce), expires_at=expires_at):
            raise NonceUsed()


async def _refuse_keys_of_others(
    records: Records, proofs: Sequence[VerifiedKeyProof], citizen_id: CitizenId
) -> None:
    for proof in proofs:
        if await records.credentials.holder_of(thumbprint(proof.key)) not in (None, citizen_id):
            raise KeyOfAnotherHolder()
