"""Examining one card: every step is taken, and what each gave is kept for the judgement."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.dcql import CredentialQuery, PresentedCredential, match_presented
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.keys import thumbprint
from citywallet.protocol.policy import Examination, IssuerNameWrong, ItemsDisclosed, Judging, StatusFacts
from citywallet.protocol.sdjwt import KeyBinding, KeyBindingMissing, SdJwt, verify_key_binding
from citywallet.protocol.sdjwtvc import SD_JWT_VC_FORMAT, VerifiedCredential, issuer_x5c, verify_credential
from citywallet.protocol.trust import (
    Accreditation,
    CertificateUsage,
    KeyEpoch,
    KeyPurpose,
    VerifiedLeaf,
    check_accreditation,
    check_key_epoch,
    type_id,
    verify_chain,
)
from verifier.domain.errors import HolderKeyAbsent
from verifier.domain.trusted_issuer import TrustedIssuer
from verifier.usecases.establish_past_status import EstablishPastStatus
from verifier.usecases.establish_status import EstablishStatus
from verifier.usecases.read_directory import ReadDirectory

CLOCK_LEEWAY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderExpectation:
    """What the holder must have signed: this audience, this nonce, not before the question was asked."""

    audience: str
    nonce: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamineCard:
    """Takes every step of checking a card; judges nothing."""

    issuer: TrustedIssuer
    directory: ReadDirectory
    establish_status: EstablishStatus
    establish_past_status: EstablishPastStatus

    async def __call__(
        self,
        sd_jwt: SdJwt,
        *,
        judging: Judging,
        max_age: timedelta,
        query: CredentialQuery | None,
        holder: HolderExpectation | None,
    ) -> Examination:
        """Examine a card at the time that `judging` is about.

        `query` is None where nothing was asked for, `holder` where nobody was asked to prove possession.
        """
        # (1) The issuer's certificate leads to our roots, is for signing credentials, and is this issuer's.
        leaf = self._verify_certificate(sd_jwt, at=judging.at)
        if isinstance(leaf, ProtocolError):
            return _nothing_but(leaf)
        # (2) The card is as that key signed it, and names this issuer.
        credential = self._verify_credential(sd_jwt, leaf)
        if isinstance(credential, ProtocolError):
            return _nothing_but(leaf, credential=credential)
        return Examination(
            certificate=leaf,
            credential=credential,
            # (3) The key is registered on chain, was good when it signed, and is good at that time.
            issuer_key=await self._issuer_key(leaf, credential, judging=judging, max_age=max_age),
            # (4) The issuer may issue this type at that time.
            accreditation=await self._accreditation(credential, judging=judging, max_age=max_age),
            # (5) The holder signed for us, for this request and for just these claims.
            holder=None if holder is None else _verify_holder(credential, holder, now=judging.judged_at),
            # (6) It is the card asked for, with what was asked for.
            items=None if query is None else _match_items(credential, query),
            # (7) Its status, as every other verifier sees it.
            status=await self._status(credential, judging=judging, max_age=max_age),
        )

    def _verify_certificate(self, sd_jwt: SdJwt, *, at: datetime) -> VerifiedLeaf | ProtocolError:
        try:
            leaf = verify_chain(
                issuer_x5c(sd_jwt),
                anchors=self.issuer.anchors,
                at=at,
                usage=CertificateUsage.CREDENTIAL_SIGNER,
            )
        except ProtocolError as error:
            return error
        return leaf if self.issuer.is_named_by(leaf) else IssuerNameWrong("certificate")

    def _verify_credential(self, sd_jwt: SdJwt, leaf: VerifiedLeaf) -> VerifiedCredential | ProtocolError:
        try:
            credential = verify_credential(sd_jwt, key=leaf.key)
        except ProtocolError as error:
            return error
        # Absent fails like wrong.
        return credential if credential.issuer == self.issuer.credential_issuer else IssuerNameWrong("iss")

    async def _issuer_key(
        self, leaf: VerifiedLeaf, credential: VerifiedCredential, *, judging: Judging, max_age: timedelta
    ) -> KeyEpoch | ProtocolError:
        name = thumbprint(leaf.key)
        try:
            epoch = await self.directory.key_epoch(
                self.issuer.issuer_id, name, now=judging.judged_at, max_age=max_age
            )
            return check_key_epoch(
                epoch,
                thumbprint=name,
                purpose=KeyPurpose.CREDENTIAL,
                signed_at=credential.issued_at or judging.at,
                at=judging.at,
                # Without an issuance log no head says when a card existed.
                anchored_at=None,
            )
        except ProtocolError as error:
            return error

    async def _accreditation(
        self, credential: VerifiedCredential, *, judging: Judging, max_age: timedelta
    ) -> Accreditation | ProtocolError:
        issuer, credential_type = self.issuer.issuer_id, type_id(credential.vct)
        try:
            accreditation = await self.directory.accreditation(
                issuer, credential_type, now=judging.judged_at, max_age=max_age
            )
            return check_accreditation(
                accreditation, issuer_id=issuer, type_id=credential_type, at=judging.at
            )
        except ProtocolError as error:
            return error

    async def _status(
        self, credential: VerifiedCredential, *, judging: Judging, max_age: timedelta
    ) -> StatusFacts:
        if judging.as_of is None:
            return await self.establish_status(credential.status, now=judging.judged_at, max_age=max_age)
        return await self.establish_past_status(
            credential.status, at=judging.as_of, now=judging.judged_at, max_age=max_age
        )


def _verify_holder(
    credential: VerifiedCredential, expected: HolderExpectation, *, now: datetime
) -> KeyBinding | ProtocolError:
    if credential.sd_jwt.key_binding is None:
        return KeyBindingMissing()
    if credential.holder_key is None:
        return HolderKeyAbsent()
    try:
        return verify_key_binding(
            credential.sd_jwt,
            holder_key=credential.holder_key,
            nonce=expected.nonce,
            audience=expected.audience,
            now=now,
            # The nonce is as old as the question: whatever was signed before it is not an answer to it.
            max_age=now - expected.asked_at + CLOCK_LEEWAY,
            leeway=CLOCK_LEEWAY,
        )
    except ProtocolError as error:
        return error


def _match_items(credential: VerifiedCredential, query: CredentialQuery) -> ItemsDisclosed | ProtocolError:
    presented = PresentedCredential(
        format=SD_JWT_VC_FORMAT,
        vct=credential.vct,
        claims=credential.claims,
        is_bound=True,  # judged by itself, in step (5)
    )
    mismatches = match_presented(query, presented)
    return mismatches[0] if mismatches else ItemsDisclosed()


def _nothing_but(
    certificate: VerifiedLeaf | ProtocolError, *, credential: ProtocolError | None = None
) -> Examination:
    return Examination(
        certificate=certificate,
        credential=credential,
        issuer_key=None,
        accreditation=None,
        holder=None,
        items=None,
        status=None,
    )
