"""Where facts about citizens come from."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from issuer.domain.facts import Facts, FactTypes
from issuer.domain.identifiers import CitizenId

# So many citizens are asked about at a time, at most.
MAX_ASKED = 500


class DataSource(Protocol):
    """One source of facts: a table, a view, an authority's service. It is asked anew for every credential."""

    async def facts_of(
        self, citizen_ids: Sequence[CitizenId], *, wanted: FactTypes
    ) -> Mapping[CitizenId, Facts]:
        """What is known of each citizen: those of the wanted facts that are, each of its type.

        A citizen whom the source does not know is left out. Nothing but what is wanted is asked for.

        Raises:
            SourceUnavailable: no answer, or none that can be trusted; it may be asked again later.
        """
        ...
