"""What the application is put together from, besides its settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from citywallet.protocol.trust import TrustedAttesters
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.outbound import OutboundClient
from citywallet.runtime.settings import SettingsInvalid
from citywallet.runtime.tls import client_context
from issuer.adapters.attestation_status_lists import HttpAttestationStatusLists
from issuer.adapters.attester_files import load_attesters
from issuer.adapters.catalogue_files import load_catalogue
from issuer.adapters.key_ring import ListedKeyRing
from issuer.domain.catalogue import Catalogue
from issuer.domain.identifiers import IdentitySourceName
from issuer.domain.message_keys import MessageKeys
from issuer.domain.profile import IssuerProfile
from issuer.settings import Settings
from issuer.wiring.identity_cards import IdentityCardParts, open_identity_cards
from issuer.wiring.keys import open_keys, open_message_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerParts:
    """Clock and chance, the catalogue, the issuer's keys, and whose attestations and credentials count."""

    clock: Clock
    entropy: Entropy
    catalogue: Catalogue
    keys: ListedKeyRing
    message_keys: MessageKeys
    attesters: TrustedAttesters
    attestation_lists: HttpAttestationStatusLists
    identity_cards: Mapping[IdentitySourceName, IdentityCardParts] = field(default_factory=dict)


def open_parts(settings: Settings, *, clock: Clock, entropy: Entropy) -> IssuerParts:
    """The parts that the settings name, read now.

    Raises:
        CatalogueInvalid: a file of the catalogue cannot be used.
        SettingsInvalid: a key, chain or file of trusted wallet providers cannot be used, or a type needs one.
    """
    catalogue = load_catalogue(settings.catalogue)
    _check_attesters(settings.profile, catalogue)
    return IssuerParts(
        clock=clock,
        entropy=entropy,
        catalogue=catalogue,
        keys=open_keys(settings),
        message_keys=open_message_keys(settings),
        attesters=load_attesters(settings.wallet_provider_anchors, settings.wallet_provider_keys),
        attestation_lists=HttpAttestationStatusLists(
            OutboundClient(
                allowed_origins=settings.outbound_allowed_origins, tls=client_context(settings.tls_authority)
            ),
            clock=clock,
        ),
        identity_cards=open_identity_cards(settings),
    )


def _check_attesters(profile: IssuerProfile, catalogue: Catalogue) -> None:
    """Refuse a type that nobody could get."""
    for each in catalogue.types.values():
        if profile.requires_key_attestation(each) and not profile.trusts_attesters:
            raise SettingsInvalid(
                f"The type '{each.id}' goes to attested keys alone, and no wallet provider is trusted: "
                "set CITYWALLET_ISSUER_WALLET_PROVIDER_ANCHORS."
            )
