"""The issuer asks a type's source whether a citizen may have it, at the offer and again at signing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from issuer.domain.catalogue import CredentialType
from issuer.domain.claims import is_eligible
from issuer.domain.errors import NotEligible
from issuer.domain.facts import Facts
from issuer.domain.identifiers import CitizenId, SourceName
from issuer.ports import DataSource


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckEntitlement:
    """Ask for the facts of a citizen, and hold them against the type's conditions.

    It reads from outside of the issuer: never call it within a unit of work.
    """

    sources: Mapping[SourceName, DataSource]
    time_zone: tzinfo

    async def __call__(
        self, citizen_id: CitizenId, credential_type: CredentialType, *, now: datetime
    ) -> Facts:
        """The facts of which a credential of this type would be made now.

        Raises:
            NotEligible: the source does not know the citizen, or does not entitle them to this type.
            SourceUnavailable: the source could not be asked.
        """
        entitled = await self.of_each((citizen_id,), credential_type, now=now)
        if citizen_id not in entitled:
            raise NotEligible()
        return entitled[citizen_id]

    async def of_each(
        self, citizen_ids: Sequence[CitizenId], credential_type: CredentialType, *, now: datetime
    ) -> Mapping[CitizenId, Facts]:
        """The facts of those citizens who are entitled; at most `MAX_ASKED` are asked about at a time.

        Raises:
            SourceUnavailable: the source could not be asked.
        """
        source = self.sources[credential_type.source]
        known = await source.facts_of(citizen_ids, wanted=credential_type.facts)
        today = now.astimezone(self.time_zone).date()
        return {
            citizen_id: facts
            for citizen_id, facts in known.items()
            if is_eligible(facts, credential_type, on=today)
        }
