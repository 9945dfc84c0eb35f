"""How uploaded tables come in."""

from issuer.ports import UnitsOfWork
from issuer.settings import Settings
from issuer.usecases.import_facts import ImportFacts
from issuer.usecases.import_register import ImportRegister
from issuer.wiring.parts import IssuerParts
from issuer.wiring.sources import imported_sources


def import_register_act(settings: Settings, parts: IssuerParts, units: UnitsOfWork) -> ImportRegister:
    """Takes a register file."""
    return ImportRegister(
        units=units, clock=parts.clock, entropy=parts.entropy, time_zone=settings.profile.time_zone
    )


def import_facts_act(settings: Settings, parts: IssuerParts, units: UnitsOfWork) -> ImportFacts:
    """Takes the list behind a source that is filled by files."""
    return ImportFacts(
        units=units,
        clock=parts.clock,
        entropy=parts.entropy,
        catalogue=parts.catalogue,
        imported=imported_sources(settings, parts.catalogue),
    )
