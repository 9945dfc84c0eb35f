"""The tables of issuances and notifications."""

from collections.abc import Collection, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from citywallet.protocol.oid4vci import NotificationEvent
from citywallet.storage.dialect import insert_unless_present
from citywallet.storage.rows import table_of
from issuer.adapters.tables import IssuanceRow, NotificationRow
from issuer.domain.identifiers import AuthorizationId, CredentialConfigurationId, IssuanceId
from issuer.domain.issuances import Issuance
from issuer.domain.notifications import Notification

_notifications = table_of(NotificationRow)


class SqlIssuanceRecords:
    """Issuances in the issuer's database."""

    def __init__(self, connection: AsyncConnection, session: AsyncSession) -> None:
        self._connection = connection
        self._session = session

    async def add(self, issuance: Issuance) -> None:
        """Record an issuance; a request of one digest is answered once under an authorization."""
        row = IssuanceRow(
            id=issuance.id,
            authorization_id=issuance.authorization_id,
            configuration_id=issuance.configuration_id,
            request_digest=issuance.request_digest,
            issued_at=issuance.issued_at,
        )
        self._session.add(row)
        await self._session.flush()

    async def find(self, issuance_id: IssuanceId) -> Issuance | None:
        """The issuance, or None."""
        query = select(IssuanceRow).where(IssuanceRow.id == issuance_id)
        return _issuance((await self._session.exec(query)).first())

    async def answering(self, authorization_id: AuthorizationId, request_digest: bytes) -> Issuance | None:
        """The issuance that answered a request under an authorization, or None."""
        query = select(IssuanceRow).where(
            IssuanceRow.authorization_id == authorization_id, IssuanceRow.request_digest == request_digest
        )
        return _issuance((await self._session.exec(query)).first())

    async def notifications_of(
        self, issuance_ids: Collection[IssuanceId]
    ) -> Mapping[IssuanceId, tuple[Notification, ...]]:
        """What was reported of each, in the order in which it came."""
        query = (
            select(NotificationRow)
            .where(col(NotificationRow.issuance_id).in_(issuance_ids))
            .order_by(col(NotificationRow.received_at))
        )
        found: dict[IssuanceId, tuple[Notification, ...]] = {}
        for row in await self._session.exec(query):
            issuance_id = IssuanceId(row.issuance_id)
            found[issuance_id] = (*found.get(issuance_id, ()), _notification(row))
        return found

    async def note(self, notification: Notification) -> None:
        """Record what a wallet reported; the first report of an event stays."""
        statement = insert_unless_present(
            _notifications,
            {
                "issuance_id": notification.issuance_id,
                "event": notification.event.value,
                "description": notification.description,
                "received_at": notification.received_at,
            },
            unique=["issuance_id", "event"],
            dialect=self._connection.dialect.name,
        )
        await self._connection.execute(statement)


def _notification(row: NotificationRow) -> Notification:
    return Notification(
        issuance_id=IssuanceId(row.issuance_id),
        event=NotificationEvent(row.event),
        description=row.description,
        received_at=row.received_at,
    )


def _issuance(row: IssuanceRow | None) -> Issuance | None:
    if row is None:
        return None
    return Issuance(
        id=IssuanceId(row.id),
        authorization_id=AuthorizationId(row.authorization_id),
        configuration_id=CredentialConfigurationId(row.configuration_id),
        request_digest=row.request_digest,
        issued_at=row.issued_at,
    )
