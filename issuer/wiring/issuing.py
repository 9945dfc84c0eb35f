"""How offering and issuing are put together."""

from issuer.ports import UnitsOfWork
from issuer.settings import Settings
from issuer.usecases.check_entitlement import CheckEntitlement
from issuer.usecases.create_offer import CreateOffer
from issuer.usecases.issue_credential import IssueCredential
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
    )


def issue_act(
    settings: Settings,
    parts: IssuerParts,
    units: UnitsOfWork,
    entitlement: CheckEntitlement,
    *,
    nonce_secret: bytes,
) -> IssueCredential:
    """Issues what a token allows."""
    return IssueCredential(
        units=units,
        clock=parts.clock,
        entropy=parts.entropy,
        catalogue=parts.catalogue,
        profile=settings.profile,
        keys=parts.keys,
        nonce_secret=nonce_secret,
        check_entitlement=entitlement,
    )
