"""An officer opens one application: who applies, what the card would say, and what to look at."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.runtime.clock import Clock
from issuer.domain.application_checks import (
    ENTITLED,
    NOT_ENTITLED,
    NOT_READ,
    ApplicationCheck,
    check_cards,
    check_others,
)
from issuer.domain.applications import Application, Approved, Waiting, state_at
from issuer.domain.catalogue import Catalogue, CredentialType
from issuer.domain.citizens import Citizen
from issuer.domain.errors import ApplicationUnknown, CredentialTypeUnknown, NotEligible, SourceUnavailable
from issuer.domain.facts import Facts
from issuer.domain.identifiers import ApplicationId
from issuer.domain.stated_facts import StatedFact, state_facts
from issuer.ports import Records, UnitsOfWork
from issuer.usecases.check_entitlement import CheckEntitlement


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedApplication:
    """All that the office knows of an application, at the moment of the look."""

    application: Application
    citizen: Citizen
    facts: tuple[StatedFact, ...]
    checks: tuple[ApplicationCheck, ...]
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadApplication:
    """Put together what an officer decides by; it is not kept."""

    units: UnitsOfWork
    clock: Clock
    catalogue: Catalogue
    check_entitlement: CheckEntitlement

    async def __call__(self, application_id: ApplicationId) -> OpenedApplication:
        """Read an application and the records behind it.

        Raises:
            ApplicationUnknown: there is no such application.
            CredentialTypeUnknown: what it asks for is no longer in the catalogue.
        """
        now = self.clock.now()
        async with self.units.reading() as records:
            application = await records.applications.find(application_id)
            if application is None:
                raise ApplicationUnknown()
            credential_type = self._type_of(application)
            citizen = await records.citizens.find(application.citizen_id)
            cards = await _count_cards(records, application, credential_type, now)
            others = await _count_others(records, application, now)
        assert citizen is not None  # a foreign key holds it
        facts, entitlement = await self._entitlement(application, credential_type, now)
        today = now.astimezone(self.check_entitlement.time_zone).date()
        return OpenedApplication(
            application=application,
            citizen=citizen,
            facts=state_facts(citizen, facts, credential_type, on=today),
            checks=(entitlement, check_cards(cards), check_others(others)),
            seen_at=now,
        )

    def _type_of(self, application: Application) -> CredentialType:
        configuration = self.catalogue.configuration(application.configuration_id)
        if configuration is None:
            raise CredentialTypeUnknown()
        return configuration.type

    async def _entitlement(
        self, application: Application, credential_type: CredentialType, now: datetime
    ) -> tuple[Facts, ApplicationCheck]:
        try:
            facts = await self.check_entitlement(application.citizen_id, credential_type, now=now)
        except NotEligible:
            return {}, NOT_ENTITLED
        except SourceUnavailable:
            return {}, NOT_READ
        return facts, ENTITLED


async def _count_cards(
    records: Records, application: Application, credential_type: CredentialType, now: datetime
) -> int:
    held = await records.credentials.of_citizen(application.citizen_id)
    return sum(
        record.intent.type_id == credential_type.id and record.is_in_force and record.intent.expires_at > now
        for record in held
    )


async def _count_others(records: Records, application: Application, now: datetime) -> int:
    found = await records.applications.of_citizen(application.citizen_id)
    return sum(
        other.id != application.id
        and other.configuration_id == application.configuration_id
        and isinstance(state_at(other, now), Waiting | Approved)
        for other in found
    )
