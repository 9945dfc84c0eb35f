"""A data source in memory."""

from collections.abc import Mapping
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

    async def facts_of(self, citizen_id: CitizenId, *, wanted: FactTypes) -> Facts | None:
        self.asked += 1
        if self.down:
            raise SourceUnavailable("down")
        facts = self.known.get(citizen_id)
        return None if facts is None else {name: facts[name] for name in wanted if name in facts}
