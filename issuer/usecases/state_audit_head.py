"""An auditor takes a signed statement of where the audit log has come to, to keep it elsewhere."""

from dataclasses import dataclass

from citywallet.protocol.jose import serialize_compact
from citywallet.protocol.trust import KeyPurpose
from citywallet.runtime.clock import Clock
from issuer.domain.audit_statement import StatedHead, build_audit_statement
from issuer.domain.profile import IssuerProfile
from issuer.ports import KeyRing, UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class StateAuditHead:
    """Sign the newest number and digest. A log that was cut later does not contain them."""

    units: UnitsOfWork
    clock: Clock
    keys: KeyRing
    profile: IssuerProfile

    async def __call__(self) -> tuple[StatedHead, str]:
        """The head, and the statement of it as a JWS.

        Raises:
            AuditLogUnreadable: there is no head on record.
            SignerUnavailable: no status key can sign now.
        """
        async with self.units.reading() as records:
            head = await records.audit.head()
        stated = StatedHead(head=head, stated_at=self.clock.now().replace(microsecond=0))
        signer = self.keys.signer(KeyPurpose.STATUS)
        signing_input = build_audit_statement(
            stated, issuer=self.profile.credential_issuer, chain=signer.chain
        )
        return stated, serialize_compact(signing_input, signer.key.sign(signing_input))
