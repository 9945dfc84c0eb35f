"""How signing in by a credential is put together."""

from citywallet.runtime.outbound import OutboundClient
from issuer.adapters.identity_status_lists import HttpIdentityStatusLists
from issuer.domain.identifiers import IdentitySourceName
from issuer.ports import UnitsOfWork
from issuer.settings import Settings
from issuer.usecases.presentation_source import PresentationSource
from issuer.usecases.verify_identity_card import VerifyIdentityCard
from issuer.wiring.identity_cards import IdentityCardParts
from issuer.wiring.parts import IssuerParts


def presentation_source(
    name: IdentitySourceName,
    opened: IdentityCardParts,
    *,
    settings: Settings,
    parts: IssuerParts,
    units: UnitsOfWork,
    client: OutboundClient,
) -> PresentationSource:
    """One way to sign in by showing a credential."""
    return PresentationSource(
        name=name,
        label=opened.label,
        party=opened.party,
        verify=VerifyIdentityCard(card=opened.card, lists=HttpIdentityStatusLists(client)),
        units=units,
        clock=parts.clock,
        entropy=parts.entropy,
        profile=settings.profile,
    )
