"""The one way in which credentials come into being: recorded first, then signed, then delivered."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.keys import PublicJwk, thumbprint
from citywallet.protocol.oauth import AccessToken
from citywallet.protocol.oid4vci import CredentialResponse
from citywallet.protocol.trust import KeyPurpose
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.failpoint import failpoint
from issuer.domain.access_tokens import check_token
from issuer.domain.catalogue import Configuration
from issuer.domain.copy_secret import CopySecret
from issuer.domain.credential_subject import CredentialCopy, CredentialSubject
from issuer.domain.errors import NotEligible
from issuer.domain.identifiers import CitizenId, CredentialId
from issuer.domain.issuances import Issuance
from issuer.domain.issued_credentials import IssuanceIntent, StatusPlace
from issuer.domain.offers import digest_of
from issuer.domain.profile import IssuerProfile
from issuer.domain.requested_credential import KeyOfAnotherHolder, NotEntitled
from issuer.domain.unsigned_credentials import build_unsigned_credential
from issuer.ports import CertifiedKey, KeyRing, Records, UnitsOfWork
from issuer.usecases.check_entitlement import CheckEntitlement
from issuer.usecases.deliver_copies import RecordedCopy, deliver_copies
from issuer.usecases.require_issuing import require_issuing
from issuer.usecases.status_places import draw_free_places
from issuer.usecases.supersede_earlier import supersede_earlier

BeforeRecording = Callable[[Records], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is issued, by which right, and to which keys, one copy each."""

    token: AccessToken
    citizen_id: CitizenId
    configuration: Configuration
    issuance: Issuance
    keys: tuple[PublicJwk, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCopies:
    """Issue one copy per key, in place of what the authorization gave before."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    profile: IssuerProfile
    keys: KeyRing
    copy_secret: CopySecret
    check_entitlement: CheckEntitlement

    async def __call__(self, order: Order, *, before: BeforeRecording) -> CredentialResponse:
        """Issue an order. `before` runs first in the unit of work that records it, to use up what it takes.

        Raises:
            AccessTokenRefused: the token does not count any more.
            KeyOfAnotherHolder: a key is bound to another citizen's credential.
            NotEntitled: the source does not, or no longer, entitle the citizen; nothing was recorded.
            CredentialRequestDenied: what the wallet holds is suspended.
            SourceUnavailable: the source could not be asked; nothing was recorded.
            SignerUnavailable: no key signs now; the wallet may ask again.
            StatusListsFull: no free status index; nothing was recorded.
            IssuingHalted: the office issues nothing at present; nothing was recorded.
        """
        now = self.clock.now()
        signer = self.keys.signer(KeyPurpose.CREDENTIAL)
        # (1) The citizen is entitled now, whatever was so when it was offered or approved.
        subject = await self._entitled_subject(order, now)
        # (2) What is about to be signed is on record; a crash from here on leaves a trace to revoke by.
        failpoint("issue.before_record")
        async with self.units.writing() as records:
            grant = check_token(await records.tokens.find(digest_of(order.token)), now=now)
            await require_issuing(records)
            await before(records)
            await refuse_keys_of_others(records, order)
            await supersede_earlier(
                records, grant, order.configuration.id, grace=self.profile.superseded_grace, now=now
            )
            copies = await self._record_intents(records, order, subject, signer=signer)
        failpoint("issue.after_record")
        # (3) Only then it is signed, and the signature recorded before anybody gets it.
        return await deliver_copies(self.units, copies, issuance_id=order.issuance.id, now=now)

    async def _entitled_subject(self, order: Order, now: datetime) -> CredentialSubject:
        credential_type = order.configuration.type
        try:
            facts = await self.check_entitlement(order.citizen_id, credential_type, now=now)
        except NotEligible as error:
            raise NotEntitled("not entitled") from error
        return CredentialSubject.of(facts, credential_type, now=now, time_zone=self.profile.time_zone)

    async def _record_intents(
        self, records: Records, order: Order, subject: CredentialSubject, *, signer: CertifiedKey
    ) -> list[RecordedCopy]:
        places = await draw_free_places(records, self.entropy, count=len(order.keys))
        copies = []
        for key, (place, status) in zip(order.keys, places, strict=True):
            credential_id = CredentialId(self.entropy.identifier())
            unsigned = build_unsigned_credential(
                order.configuration.format,
                subject,
                CredentialCopy(holder_key=key, status=status),
                signatory=signer.signatory(self.profile.credential_issuer),
                random_bytes=self.copy_secret.random_bytes_for(credential_id),
            )
            intent = _intent(
                order, subject, credential_id, key=key, place=place, signing_input=unsigned.signing_input
            )
            await records.credentials.record_intent(intent)
            copies.append(RecordedCopy(id=credential_id, unsigned=unsigned, key=signer.key, signature=None))
        return copies


def _intent(
    order: Order,
    subject: CredentialSubject,
    credential_id: CredentialId,
    *,
    key: PublicJwk,
    place: StatusPlace,
    signing_input: bytes,
) -> IssuanceIntent:
    return IssuanceIntent(
        id=credential_id,
        issuance_id=order.issuance.id,
        authorization_id=order.issuance.authorization_id,
        configuration_id=order.configuration.id,
        type_id=order.configuration.type.id,
        citizen_id=order.citizen_id,
        place=place,
        holder_thumbprint=thumbprint(key),
        signing_input_digest=hashlib.sha256(signing_input).digest(),
        issued_at=subject.issued_at,
        expires_at=subject.expires_at,
    )


async def refuse_keys_of_others(records: Records, order: Order) -> None:
    """Make sure that no key of an order is bound to another citizen's credential.

    Raises:
        KeyOfAnotherHolder: one is.
    """
    for key in order.keys:
        if await records.credentials.holder_of(thumbprint(key)) not in (None, order.citizen_id):
            raise KeyOfAnotherHolder()
