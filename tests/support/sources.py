"""A data source in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from issuer.domain.errors import SourceUnavailable
from issuer.domain.facts import Facts, FactTypes
from issuer.domain.identifiers import CitizenId


@dataclass
class FakeSource:
    """Knows what it is given. Set `down`, and it gives no answer; it counts how often it was asked."""

    known: Mapping[CitizenId, Facts] = field(default_factory=dict)
    down: bool = False
    asked: int = 0

    async def facts_of(
        self, citizen_ids: Sequence[CitizenId], *, wanted: FactTypes
    ) -> Mapping[CitizenId, Facts]:
        self.asked += 1
        if self.down:
            raise SourceUnavailable("down")
        return {
            citizen_id: {name: value for name, value in self.known[citizen_id].items() if name in wanted}
            for citizen_id in citizen_ids
            if citizen_id in self.known
        }
