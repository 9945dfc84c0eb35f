"""How status lists are published and served."""

from issuer.http.acts import StatusActs
from issuer.ports import UnitsOfWork
from issuer.settings import Settings
from issuer.usecases.name_status_lists import NameStatusLists
from issuer.usecases.publish_status_lists import PublishStatusLists
from issuer.usecases.serve_bitstring_list import ServeBitstringList
from issuer.usecases.serve_past_status_list import ServePastStatusList
from issuer.usecases.serve_status_list import ServeStatusList
from issuer.usecases.serve_token_by_digest import ServeTokenByDigest
from issuer.wiring.parts import IssuerParts


def status_acts(settings: Settings, parts: IssuerParts, units: UnitsOfWork) -> StatusActs:
    """The acts around status list tokens."""
    clock, limit = parts.clock, settings.past_lists
    return StatusActs(
        time_to_live=settings.rhythm.time_to_live,
        name_status_lists=NameStatusLists(units=units),
        serve_bitstring_list=ServeBitstringList(
            units=units, profile=settings.profile, rhythm=settings.rhythm, keys=parts.keys
        ),
        serve_status_list=ServeStatusList(units=units),
        serve_token_by_digest=ServeTokenByDigest(units=units, clock=clock, past_limit=limit),
        serve_past_status_list=ServePastStatusList(units=units, clock=clock, limit=limit),
    )


def publish_act(settings: Settings, parts: IssuerParts, units: UnitsOfWork) -> PublishStatusLists:
    """Signs and publishes what changed, and heartbeats."""
    return PublishStatusLists(
        units=units,
        clock=parts.clock,
        rhythm=settings.rhythm,
        aggregation_uri=settings.profile.status_lists_uri,
        keys=parts.keys,
    )
