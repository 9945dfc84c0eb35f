"""Where facts about citizens come from."""

from typing import Protocol

from issuer.domain.facts import Facts, FactTypes
from issuer.domain.identifiers import CitizenId


class DataSource(Protocol):
    """One source of facts: a table, a view, an authority's service. It is asked anew for every credential."""

    async def facts_of(self, citizen_id: CitizenId, *, wanted: FactTypes) -> Facts | None:
        """Those of the wanted facts that are known, each of its type; None where the citizen is not known.

        Nothing but what is wanted is asked for.

        Raises:
            SourceUnavailable: no answer, or none that can be trusted; it may be asked again later.
        """
        ...
