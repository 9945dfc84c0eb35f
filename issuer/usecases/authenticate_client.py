"""A wallet proves at the authorization server who it is."""

import hashlib
from dataclasses import dataclass

from citywallet.protocol.keys import PublicJwk, thumbprint
from citywallet.protocol.oauth.client_attestation import (
    ShownAttestation,
    VerifiedAttestationPop,
    verify_attestation_pop,
    verify_client_attestation,
)
from citywallet.protocol.oauth.client_attestation_errors import (
    AttestationChallengeWanted,
    AttestationPopReplayed,
    ClientAttestationOfAnother,
    ClientAttestationRevoked,
    ClientNotAuthenticated,
)
from citywallet.protocol.trust import TrustedAttesters
from citywallet.runtime.clock import Clock
from issuer.domain.clients import Client
from issuer.domain.profile import IssuerProfile
from issuer.domain.server_nonces import ServerNonceInvalid
from issuer.ports import UnitsOfWork
from issuer.usecases.check_attestation_status import CheckAttestationStatus
from issuer.usecases.server_nonces import ServerNonces

_TAG = b"citywallet/attestation-pop/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticateClient:
    """Believe a wallet what its provider attests, or, where the profile allows it, what it says of itself.

    Where no provider is trusted, nothing is advertised, and what a wallet attests is not looked at.
    """

    units: UnitsOfWork
    clock: Clock
    profile: IssuerProfile
    trusted: TrustedAttesters
    challenges: ServerNonces
    check_status: CheckAttestationStatus

    async def __call__(
        self, shown: ShownAttestation | None, *, claimed_id: str | None, dpop_thumbprint: bytes | None
    ) -> Client:
        """Who asks. A proof of possession counts once, whatever becomes of the request that it came with.

        Raises:
            ClientNotAuthenticated: the wallet must prove who it is, and does not try.
            ClientAttestationInvalid: one subclass per broken rule, `AttestationPopReplayed` for a second use.
            AttestationStatusUnknown: see `CheckAttestationStatus`.
            AttestationChallengeWanted: a challenge is needed, or the one that was answered is not ours.

        Spec: Attestation-Based Client Authentication, Validating HTTP requests featuring client attestations.
        """
        if shown is None or self.trusted.is_empty:
            if self.profile.requires_client_attestation:
                raise ClientNotAuthenticated()
            return Client(id=claimed_id, instance_thumbprint=None, dpop_thumbprint=dpop_thumbprint)
        now, profile = self.clock.now(), self.profile
        attestation = verify_client_attestation(
            shown.attestation, trusted=self.trusted, now=now, leeway=profile.clock_leeway
        )
        pop = verify_attestation_pop(
            shown.pop,
            attestation,
            audience=profile.credential_issuer,
            now=now,
            max_age=profile.proof_max_age,
            leeway=profile.clock_leeway,
        )
        if claimed_id not in (None, attestation.client_id):
            raise ClientAttestationOfAnother("client_id of the request")
        self._check_challenge(pop.challenge)
        if not await self.check_status(attestation.status, attester=attestation.attester):
            raise ClientAttestationRevoked()
        await self._consume(pop, attestation.key)
        return Client(
            id=attestation.client_id,
            instance_thumbprint=thumbprint(attestation.key),
            dpop_thumbprint=dpop_thumbprint,
        )

    def _check_challenge(self, challenge: str | None) -> None:
        if challenge is None and not self.profile.requires_client_attestation:
            return  # challenges are not advertised then
        try:
            self.challenges.check(challenge)
        except ServerNonceInvalid as error:
            raise AttestationChallengeWanted(str(error), fresh=self.challenges.fresh()) from error

    async def _consume(self, pop: VerifiedAttestationPop, key: PublicJwk) -> None:
        digest = hashlib.sha256(_TAG + thumbprint(key) + pop.proof_id.encode()).digest()
        until = pop.issued_at + self.profile.proof_max_age + self.profile.clock_leeway
        async with self.units.writing() as records:
            if not await records.nonces.consume(digest, expires_at=until):
                raise AttestationPopReplayed()
