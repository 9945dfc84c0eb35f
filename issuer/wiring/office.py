"""How the office's own acts are put together."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.settings import key_bytes
from issuer.adapters.argon2_passwords import Argon2Passwords
from issuer.adapters.secret_box import AesSecretBox
from issuer.adapters.webauthn_passkeys import WebauthnPasskeys
from issuer.http.office_acts import OfficeActs
from issuer.ports import PasskeyCeremonies, Passwords, SecretBox, UnitsOfWork
from issuer.settings import Settings
from issuer.usecases.begin_sign_in import BeginSignIn
from issuer.usecases.check_audit_log import CheckAuditLog
from issuer.usecases.disable_staff import DisableStaff
from issuer.usecases.end_session import EndSession
from issuer.usecases.enrol_staff import EnrolStaff
from issuer.usecases.finish_sign_in import FinishSignIn
from issuer.usecases.identify_staff import IdentifyStaff
from issuer.usecases.invite_staff import InviteStaff
from issuer.usecases.list_anchors import ListAnchors
from issuer.usecases.list_staff import ListStaff
from issuer.usecases.read_audit_log import ReadAuditLog
from issuer.usecases.state_audit_head import StateAuditHead
from issuer.wiring.clients import client_acts
from issuer.wiring.parts import IssuerParts
from issuer.wiring.two_people import approval_acts, issuing_acts


def office_acts(settings: Settings, parts: IssuerParts, units: UnitsOfWork) -> OfficeActs:
    """The acts of the office, on the database behind `units`."""
    clock, entropy, profile = parts.clock, parts.entropy, settings.profile
    door = _Door.of(settings, entropy)
    return OfficeActs(
        second_approver_above=settings.second_approver_above,
        clients=client_acts(settings, parts, units),
        identify_staff=IdentifyStaff(units=units, clock=clock),
        begin_sign_in=door.begin(units, clock, entropy),
        finish_sign_in=door.finish(units, clock, entropy),
        end_session=EndSession(units=units, clock=clock),
        list_anchors=ListAnchors(units=units, clock=clock),
        list_staff=ListStaff(units=units),
        invite_staff=InviteStaff(units=units, clock=clock, entropy=entropy, box=door.box, profile=profile),
        enrol_staff=EnrolStaff(
            units=units,
            clock=clock,
            box=door.box,
            passwords=door.passwords,
            passkeys=door.passkeys,
            profile=profile,
        ),
        disable_staff=DisableStaff(units=units, clock=clock),
        issuing=issuing_acts(parts, units),
        approvals=approval_acts(settings, parts, units),
        read_audit_log=ReadAuditLog(units=units),
        check_audit_log=CheckAuditLog(units=units),
        state_audit_head=StateAuditHead(units=units, clock=clock, keys=parts.keys, profile=profile),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Door:
    """What signing in is made of."""

    box: SecretBox
    passwords: Passwords
    passkeys: PasskeyCeremonies

    @classmethod
    def of(cls, settings: Settings, entropy: Entropy) -> "_Door":
        return cls(
            box=AesSecretBox(key=key_bytes(settings.office_key), entropy=entropy),
            passwords=Argon2Passwords(entropy),
            passkeys=WebauthnPasskeys(public_url=settings.public_url, name=settings.name_en),
        )

    def begin(self, units: UnitsOfWork, clock: Clock, entropy: Entropy) -> BeginSignIn:
        return BeginSignIn(
            units=units, clock=clock, entropy=entropy, passwords=self.passwords, passkeys=self.passkeys
        )

    def finish(self, units: UnitsOfWork, clock: Clock, entropy: Entropy) -> FinishSignIn:
        return FinishSignIn(units=units, clock=clock, entropy=entropy, box=self.box, passkeys=self.passkeys)
