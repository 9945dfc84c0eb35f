"""A wallet that lost its credentials on the way asks once more, and gets the same."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.keys import PublicJwk, thumbprint
from citywallet.protocol.oid4vci import CredentialRequestDenied, CredentialResponse
from citywallet.protocol.statuslist import StatusReference
from citywallet.protocol.trust import KeyPurpose
from citywallet.runtime.clock import Clock
from issuer.domain.copy_secret import CopySecret
from issuer.domain.credential_states import Revoked, StatusAct, Suspended
from issuer.domain.credential_subject import CredentialCopy, CredentialSubject
from issuer.domain.errors import NotEligible
from issuer.domain.facts import Facts
from issuer.domain.identifiers import CredentialId
from issuer.domain.issued_credentials import CredentialRecord
from issuer.domain.nonces import NonceUsed
from issuer.domain.profile import IssuerProfile
from issuer.domain.reasons import OwnReason
from issuer.domain.unsigned_credentials import build_unsigned_credential
from issuer.ports import KeyRing, Records, UnitsOfWork
from issuer.usecases.check_entitlement import CheckEntitlement
from issuer.usecases.deliver_copies import RecordedCopy, deliver_copies
from issuer.usecases.issue_copies import IssueCopies, Order
from issuer.usecases.require_issuing import require_issuing


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatIssuance:
    """Make the credentials of an issuance again, byte for byte; no claim of theirs was kept.

    They are made from what is recorded and from what the source says now. Where that differs from what was
    signed, the credentials that nobody may have received are revoked, and others issued in their place.
    """

    units: UnitsOfWork
    clock: Clock
    profile: IssuerProfile
    keys: KeyRing
    copy_secret: CopySecret
    check_entitlement: CheckEntitlement
    issue_copies: IssueCopies

    async def __call__(self, order: Order) -> CredentialResponse:
        """Answer a request as it was answered before; `order.issuance` is on record.

        Raises:
            NonceUsed: what it was answered with was revoked or superseded since.
            CredentialRequestDenied: the citizen is no longer entitled, and what was issued is revoked.
            SourceUnavailable, SignerUnavailable, StatusListsFull, IssuingHalted: as for the first time.
        """
        now = self.clock.now()
        facts = await self._facts(order, now)
        async with self.units.reading() as records:
            await require_issuing(records)
            found = {record.intent.holder_thumbprint: record for record in await _in_force(records, order)}
            signatures = await records.credentials.signatures_of(order.issuance.id)
        if found.keys() != {thumbprint(key) for key in order.keys}:
            raise NonceUsed("for credentials that ended since")
        copies = [
            self._make_again(order, facts, key, record=found[thumbprint(key)], signatures=signatures)
            for key in order.keys
        ]
        if None in copies:
            return await self.issue_copies(order, before=lambda records: _revoke(records, order, now=now))
        made = [copy for copy in copies if copy is not None]
        return await deliver_copies(self.units, made, issuance_id=order.issuance.id, now=now)

    async def _facts(self, order: Order, now: datetime) -> Facts:
        try:
            return await self.check_entitlement(order.citizen_id, order.configuration.type, now=now)
        except NotEligible as error:
            async with self.units.writing() as records:
                await _revoke(records, order, now=now)
            raise CredentialRequestDenied("no longer entitled") from error

    def _make_again(
        self,
        order: Order,
        facts: Facts,
        key: PublicJwk,
        *,
        record: CredentialRecord,
        signatures: Mapping[CredentialId, bytes],
    ) -> RecordedCopy | None:
        """The copy as it was signed, by whichever key did; None where it would now be another one."""
        intent = record.intent
        subject = CredentialSubject.of(
            facts, order.configuration.type, now=intent.issued_at, time_zone=self.profile.time_zone
        )
        status = StatusReference(
            uri=self.profile.status_list_uri(intent.place.list_number), index=intent.place.index
        )
        for signer in self.keys.published(KeyPurpose.CREDENTIAL):
            unsigned = build_unsigned_credential(
                order.configuration.format,
                subject,
                CredentialCopy(holder_key=key, status=status),
                signatory=signer.signatory(self.profile.credential_issuer),
                random_bytes=self.copy_secret.random_bytes_for(intent.id),
            )
            if hashlib.sha256(unsigned.signing_input).digest() == intent.signing_input_digest:
                signature = signatures.get(intent.id)
                return RecordedCopy(id=intent.id, unsigned=unsigned, key=signer.key, signature=signature)
        return None


async def _in_force(records: Records, order: Order) -> list[CredentialRecord]:
    issued = await records.credentials.of_issuance(order.issuance.id)
    return [record for record in issued if record.is_in_force]


async def _revoke(records: Records, order: Order, *, now: datetime) -> None:
    for record in await _in_force(records, order):
        if isinstance(record.state, Suspended):
            raise CredentialRequestDenied("suspended")
        await records.credentials.change_state(
            record, Revoked(), act=StatusAct.REVOKE, reason=OwnReason.ISSUED_AGAIN, entry=None, now=now
        )
