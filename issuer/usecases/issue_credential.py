"""A wallet asks for its credential at the credential endpoint."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.oauth import AccessToken
from citywallet.protocol.oid4vci import (
    CredentialConfigurationUnknown,
    CredentialRequest,
    CredentialResponse,
    DeferredCredentialResponse,
    KeyAttestationRevoked,
)
from citywallet.protocol.trust import TrustedAttesters
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.access_tokens import check_token
from issuer.domain.authorizations import Authorization
from issuer.domain.catalogue import Catalogue, Configuration
from issuer.domain.identifiers import IssuanceId
from issuer.domain.issuances import Issuance, digest_of_request
from issuer.domain.nonces import NonceUsed, digest_of_nonce, verify_nonce
from issuer.domain.offers import digest_of
from issuer.domain.profile import IssuerProfile
from issuer.domain.proven_keys import ProofRules, ProvenKeys, prove_keys
from issuer.domain.requested_credential import needs_approval, requested_configuration
from issuer.ports import Records, UnitsOfWork
from issuer.usecases.apply_for_credential import ApplyForCredential
from issuer.usecases.check_attestation_status import CheckAttestationStatus
from issuer.usecases.issue_copies import IssueCopies, Order
from issuer.usecases.repeat_issuance import RepeatIssuance


class _AnsweredMeanwhile(Exception):
    """Raised when the same request was recorded while this one was being looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCredential:
    """Answer a credential request; the same request is answered in the same way, and never twice."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    catalogue: Catalogue
    profile: IssuerProfile
    nonce_secret: bytes
    attesters: TrustedAttesters
    check_attestation: CheckAttestationStatus
    apply: ApplyForCredential
    issue_copies: IssueCopies
    repeat_issuance: RepeatIssuance

    async def __call__(
        self, token: AccessToken, request: CredentialRequest
    ) -> CredentialResponse | DeferredCredentialResponse:
        """Issue what an access token allows, or promise it where an officer must approve it first.

        Raises:
            AccessTokenRefused: the token does not count (any more).
            CredentialConfigurationUnknown, CredentialIdentifierUnknown, CredentialRequestMalformed:
                the request asks for something else than the token allows.
            KeyProofsMissing, KeyProofInvalid, NonceInvalid: the keys are not proven.
            AttestationStatusUnknown: see `CheckAttestationStatus`.
            CredentialRequestDenied, SourceUnavailable, SignerUnavailable, StatusListsFull, IssuingHalted: see
                `IssueCopies` and `ApplyForCredential`.

        Spec: OpenID4VCI 1.0, Credential Request.
        """
        now, digest = self.clock.now(), digest_of_request(request)
        # (1) The token allows what is asked for.
        async with self.units.reading() as records:
            authorization = check_token(await records.tokens.find(digest_of(token)), now=now).authorization
            configuration = self._allowed(request, authorization)
            answered = await records.issuances.answering(authorization.id, digest)
            applied = await records.applications.newest_under(authorization.id, configuration.id)
        if applied is not None and applied.request_digest == digest:
            return self.apply.promise(applied)
        # (2) Each key is proven: made for us, just now. Whoever lost the answer proved it when it was made.
        asked_at = now if answered is None else answered.issued_at
        rules = self._rules(authorization, configuration)
        proven = prove_keys(request, rules, at=asked_at)
        order = Order(
            token=token,
            citizen_id=authorization.citizen_id,
            configuration=configuration,
            issuance=answered or self._begin(authorization, configuration, digest=digest, now=now),
            keys=proven.keys,
        )
        if answered is not None:
            return await self.repeat_issuance(order)
        await self._refuse_revoked(proven)
        # (3) Each proof answers a nonce of ours, which serves this one request.
        nonces = {nonce: verify_nonce(nonce, secret=self.nonce_secret, now=now) for nonce in proven.nonces}
        try:
            if needs_approval(configuration, authorization, applied=applied):
                return await self.apply(order, before=lambda records: _apply(records, order, nonces))
            return await self.issue_copies(order, before=lambda records: _begin(records, order, nonces))
        except _AnsweredMeanwhile:
            return await self(token, request)

    async def _refuse_revoked(self, proven: ProvenKeys) -> None:
        for attestation in proven.attestations:
            if not await self.check_attestation(attestation.status, attester=attestation.attester):
                raise KeyAttestationRevoked()

    def _begin(
        self, authorization: Authorization, configuration: Configuration, *, digest: bytes, now: datetime
    ) -> Issuance:
        return Issuance(
            id=IssuanceId(self.entropy.identifier()),
            authorization_id=authorization.id,
            configuration_id=configuration.id,
            request_digest=digest,
            issued_at=now,
        )

    def _rules(self, authorization: Authorization, configuration: Configuration) -> ProofRules:
        return ProofRules(
            audience=self.profile.credential_issuer,
            client_id=authorization.client_id,
            max_age=self.profile.key_proof_max_age,
            leeway=self.profile.clock_leeway,
            batch_size=self.catalogue.largest_batch,
            copies=configuration.type.batch_size,
            trusted=self.attesters,
            attestation_required=self.profile.requires_key_attestation(configuration.type),
        )

    def _allowed(self, request: CredentialRequest, authorization: Authorization) -> Configuration:
        wanted = requested_configuration(request, authorization=authorization)
        configuration = self.catalogue.configuration(wanted)
        if configuration is None:  # taken out of the catalogue since it was allowed
            raise CredentialConfigurationUnknown("no longer in the catalogue")
        return configuration


async def _begin(records: Records, order: Order, nonces: Mapping[str, datetime]) -> None:
    issuance = order.issuance
    if await records.issuances.answering(issuance.authorization_id, issuance.request_digest) is not None:
        raise _AnsweredMeanwhile
    await _use_up(records, nonces)
    await records.issuances.add(issuance)


async def _apply(records: Records, order: Order, nonces: Mapping[str, datetime]) -> None:
    issuance = order.issuance
    newest = await records.applications.newest_under(issuance.authorization_id, issuance.configuration_id)
    if newest is not None and newest.request_digest == issuance.request_digest:
        raise _AnsweredMeanwhile
    await _use_up(records, nonces)


async def _use_up(records: Records, nonces: Mapping[str, datetime]) -> None:
    for nonce, expires_at in nonces.items():
        if not await records.nonces.consume(digest_of_nonce(nonce), expires_at=expires_at):
            raise NonceUsed()
