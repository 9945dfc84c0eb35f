"""How offering and issuing are put together."""

from issuer.http.acts import CredentialActs
from issuer.ports import UnitsOfWork
from issuer.settings import Settings
from issuer.usecases.apply_for_credential import ApplyForCredential
from issuer.usecases.check_entitlement import CheckEntitlement
from issuer.usecases.collect_credential import CollectCredential
from issuer.usecases.count_quota import CountQuota
from issuer.usecases.create_offer import CreateOffer
from issuer.usecases.issue_copies import IssueCopies
from issuer.usecases.issue_credential import IssueCredential
from issuer.usecases.repeat_issuance import RepeatIssuance
from issuer.usecases.take_notification import TakeNotification
from issuer.wiring.access import attestation_act
from issuer.wiring.parts import IssuerParts


def offer_act(
    settings: Settings, parts: IssuerParts, units: UnitsOfWork, entitlement: CheckEntitlement
) -> CreateOffer:
    """Makes offers."""
    return CreateOffer(
        units=units,
        clock=parts.clock,
        entropy=parts.entropy,
        catalogue=parts.catalogue,
        profile=settings.profile,
        check_entitlement=entitlement,
        count_quota=CountQuota(settings.quotas),
    )


def credential_acts(
    settings: Settings,
    parts: IssuerParts,
    units: UnitsOfWork,
    entitlement: CheckEntitlement,
    *,
    nonce_secret: bytes,
) -> CredentialActs:
    """The acts behind the credential endpoints, on the database behind `units`."""
    issue_copies = IssueCopies(
        units=units,
        clock=parts.clock,
        entropy=parts.entropy,
        profile=settings.profile,
        keys=parts.keys,
        copy_secret=settings.copy_secret,
        check_entitlement=entitlement,
    )
    repeat_issuance = _repeat_act(settings, parts, units, entitlement, issue_copies)
    apply = _apply_act(settings, parts, units, entitlement)
    return CredentialActs(
        issue_credential=IssueCredential(
            units=units,
            clock=parts.clock,
            entropy=parts.entropy,
            catalogue=parts.catalogue,
            profile=settings.profile,
            nonce_secret=nonce_secret,
            attesters=parts.attesters,
            check_attestation=attestation_act(parts),
            apply=apply,
            issue_copies=issue_copies,
            repeat_issuance=repeat_issuance,
        ),
        collect_credential=_collect_act(parts, units, apply, issue_copies, repeat_issuance),
        take_notification=TakeNotification(units=units, clock=parts.clock),
    )


def _apply_act(
    settings: Settings, parts: IssuerParts, units: UnitsOfWork, entitlement: CheckEntitlement
) -> ApplyForCredential:
    return ApplyForCredential(
        units=units,
        clock=parts.clock,
        entropy=parts.entropy,
        profile=settings.profile,
        check_entitlement=entitlement,
    )


def _collect_act(
    parts: IssuerParts,
    units: UnitsOfWork,
    apply: ApplyForCredential,
    issue_copies: IssueCopies,
    repeat_issuance: RepeatIssuance,
) -> CollectCredential:
    return CollectCredential(
        units=units,
        clock=parts.clock,
        entropy=parts.entropy,
        catalogue=parts.catalogue,
        apply=apply,
        issue_copies=issue_copies,
        repeat_issuance=repeat_issuance,
    )


def _repeat_act(
    settings: Settings,
    parts: IssuerParts,
    units: UnitsOfWork,
    entitlement: CheckEntitlement,
    issue_copies: IssueCopies,
) -> RepeatIssuance:
    return RepeatIssuance(
        units=units,
        clock=parts.clock,
        profile=settings.profile,
        keys=parts.keys,
        copy_secret=settings.copy_secret,
        check_entitlement=entitlement,
        issue_copies=issue_copies,
    )
