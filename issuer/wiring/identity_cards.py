"""The credentials by which citizens sign in: what the settings say of them, with the files that they name."""

from collections.abc import Mapping
from dataclasses import dataclass

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.oauth import IssuerIdentifier
from issuer.adapters.key_files import KeyFileInvalid, certified_key_of, load_chain, load_key
from issuer.domain.access_party import AccessParty
from issuer.domain.identifiers import IdentitySourceName
from issuer.domain.identity_cards import IdentityCard
from issuer.identity_settings import PresentationSource as PresentationSettings
from issuer.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityCardParts:
    """One credential, what the button says, and under which name we ask for it."""

    label: BilingualText
    party: AccessParty
    card: IdentityCard


def open_identity_cards(settings: Settings) -> Mapping[IdentitySourceName, IdentityCardParts]:
    """What the settings say of credentials by which citizens sign in, with the files that they name.

    Raises:
        SettingsInvalid: a file cannot be used.
    """
    passphrase = settings.key_passphrase.get_secret_value().encode()
    return {
        IdentitySourceName(name): _opened(described, passphrase=passphrase)
        for name, described in settings.identity_sources.items()
        if isinstance(described, PresentationSettings)
    }


def _opened(described: PresentationSettings, *, passphrase: bytes) -> IdentityCardParts:
    key = load_key(described.access_key_file, passphrase=passphrase)
    x5c = load_chain(described.access_chain_file)
    if certified_key_of(x5c, path=described.access_chain_file) != key.public:
        raise KeyFileInvalid(f"The certificate in {described.access_chain_file} is for another key.")
    return IdentityCardParts(
        label=BilingualText(ko=described.label_ko, en=described.label_en),
        party=AccessParty(key=key, x5c=x5c),
        card=IdentityCard(
            vct=described.vct,
            issuer=IssuerIdentifier(described.issuer),
            anchors=load_chain(described.trust_anchors),
            citizen_claim=described.citizen_claim,
            citizen_prefix=described.citizen_prefix,
        ),
    )
