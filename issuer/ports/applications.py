"""Applications and their states."""

from datetime import datetime
from typing import Protocol

from issuer.domain.applications import Application, TransactionId
from issuer.domain.identifiers import ApplicationId, AuthorizationId, CredentialConfigurationId


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
