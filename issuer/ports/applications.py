"""Applications and their states."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from issuer.domain.applications import Application, StateName, TransactionId
from issuer.domain.identifiers import ApplicationId, AuthorizationId, CitizenId, CredentialConfigurationId


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedApplication:
    """An application in the order in which they came; `number` counts up."""

    number: int
    application: Application


class ApplicationRecords(Protocol):
    """What citizens applied for."""

    async def add(self, application: Application) -> None:
        """Record a new application."""
        ...

    async def save(self, application: Application) -> None:
        """Record what an application has become: its state, its keys, its transaction."""
        ...

    async def find(self, application_id: ApplicationId) -> Application | None:
        """The application, or None."""
        ...

    async def hold(self, application_id: ApplicationId) -> Application | None:
        """The application, or None; nobody else changes it before the unit of work ends."""
        ...

    async def page(
        self, *, state: StateName | None, behind: int | None, oldest_first: bool, limit: int
    ) -> list[NumberedApplication]:
        """The first of those in a recorded state, or of all, that come behind the number `behind`."""
        ...

    async def of_citizen(self, citizen_id: CitizenId) -> list[Application]:
        """All that a citizen ever applied for."""
        ...

    async def of_transaction(self, transaction_id: TransactionId) -> Application | None:
        """The application that a wallet knows as this transaction, or None."""
        ...

    async def newest_under(
        self, authorization_id: AuthorizationId, configuration_id: CredentialConfigurationId
    ) -> Application | None:
        """The last application for a configuration under an authorization, or None."""
        ...

    async def expire(self, time: datetime) -> None:
        """Note the end of those that were still open at `time`, when their time was over."""
        ...
