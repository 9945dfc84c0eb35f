"""The table of applications."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.keys import parse_public_jwk, serialize_public_jwk
from citywallet.storage.errors import RowIncomplete
from citywallet.storage.rows import required
from issuer.adapters.tables import ApplicationRow
from issuer.domain.applications import (
    Application,
    ApplicationState,
    Approved,
    Collected,
    Decision,
    Expired,
    Refused,
    StateName,
    TransactionId,
    Waiting,
    name_of,
)
from issuer.domain.identifiers import (
    ApplicationId,
    AuthorizationId,
    CitizenId,
    CredentialConfigurationId,
    IssuanceId,
)
from issuer.ports.applications import NumberedApplication

_OPEN = (StateName.WAITING.value, StateName.APPROVED.value)


class SqlApplicationRecords:
    """Applications in the issuer's database."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, application: Application) -> None:
        """Record a new application."""
        row = ApplicationRow(
            id=application.id,
            authorization_id=application.authorization_id,
            citizen_id=application.citizen_id,
            configuration_id=application.configuration_id,
            submitted_at=application.submitted_at,
            expires_at=application.expires_at,
            **_changeable(application),
        )
        self._session.add(row)
        await self._session.flush()

    async def save(self, application: Application) -> None:
        """Record what an application has become: its state, its keys, its transaction."""
        mine = col(ApplicationRow.id) == application.id
        await self._session.exec(update(ApplicationRow).where(mine).values(**_changeable(application)))

    async def find(self, application_id: ApplicationId) -> Application | None:
        """The application, or None."""
        return await self._first(select(ApplicationRow).where(ApplicationRow.id == application_id))

    async def hold(self, application_id: ApplicationId) -> Application | None:
        """The application, or None; nobody else changes it before the unit of work ends."""
        # SQLite knows one writer at a time and no such lock; elsewhere it lets the next one wait.
        mine = select(ApplicationRow).where(ApplicationRow.id == application_id)
        return await self._first(mine.with_for_update())

    async def page(
        self, *, state: StateName | None, behind: int | None, oldest_first: bool, limit: int
    ) -> list[NumberedApplication]:
        """The first of those in a recorded state, or of all, that come behind the number `behind`."""
        number = col(ApplicationRow.number)
        query = select(ApplicationRow).order_by(number.asc() if oldest_first else number.desc())
        if state is not None:
            query = query.where(ApplicationRow.state == state.value)
        if behind is not None:
            query = query.where(number > behind if oldest_first else number < behind)
        return [
            NumberedApplication(number=required(row.number), application=_application(row))
            for row in await self._session.exec(query.limit(limit))
        ]

    async def of_citizen(self, citizen_id: CitizenId) -> list[Application]:
        """All that a citizen ever applied for."""
        mine = select(ApplicationRow).where(ApplicationRow.citizen_id == citizen_id)
        return [_application(row) for row in await self._session.exec(mine)]

    async def of_transaction(self, transaction_id: TransactionId) -> Application | None:
        """The application that a wallet knows as this transaction, or None."""
        mine = ApplicationRow.transaction_id == transaction_id
        return await self._first(select(ApplicationRow).where(mine))

    async def newest_under(
        self, authorization_id: AuthorizationId, configuration_id: CredentialConfigurationId
    ) -> Application | None:
        """The last application for a configuration under an authorization, or None."""
        query = select(ApplicationRow).where(
            ApplicationRow.authorization_id == authorization_id,
            ApplicationRow.configuration_id == configuration_id,
        )
        return await self._first(query.order_by(col(ApplicationRow.number).desc()).limit(1))

    async def expire(self, time: datetime) -> None:
        """Note the end of those that were still open at `time`, when their time was over."""
        over = col(ApplicationRow.state).in_(_OPEN) & (col(ApplicationRow.expires_at) <= time)
        await self._session.exec(update(ApplicationRow).where(over).values(**_columns(Expired())))

    async def _first(self, query: SelectOfScalar[ApplicationRow]) -> Application | None:
        row = (await self._session.exec(query)).first()
        return None if row is None else _application(row)


def _changeable(application: Application) -> dict[str, Any]:
    return {
        "transaction_id": application.transaction_id,
        "request_digest": application.request_digest,
        "holder_keys": [serialize_public_jwk(key) for key in application.keys],
        **_columns(application.state),
    }


def _columns(state: ApplicationState) -> dict[str, Any]:
    columns: dict[str, Any] = dict.fromkeys(("decided_by", "decided_at", "reason", "issuance_id"))
    columns["state"] = name_of(state).value
    match state:
        case Approved(decision=decision):
            return columns | _decided(decision)
        case Refused(decision=decision, reason=reason):
            return columns | {"reason": {"ko": reason.ko, "en": reason.en}} | _decided(decision)
        case Collected(decision=decision, issuance_id=issuance_id):
            return columns | {"issuance_id": issuance_id} | _decided(decision)
        case Waiting() | Expired():
            return columns


def _decided(decision: Decision) -> dict[str, Any]:
    return {"decided_by": decision.by, "decided_at": decision.at}


def _state(row: ApplicationRow) -> ApplicationState:
    match row.state:
        case "waiting":
            return Waiting()
        case "approved":
            return Approved(decision=_decision(row))
        case "refused":
            text = required(row.reason)
            reason = BilingualText(ko=text["ko"], en=text["en"])
            return Refused(decision=_decision(row), reason=reason)
        case "collected":
            return Collected(decision=_decision(row), issuance_id=IssuanceId(required(row.issuance_id)))
        case "expired":
            return Expired()
        case _:
            raise RowIncomplete("an application is in a state that we do not know")


def _decision(row: ApplicationRow) -> Decision:
    return Decision(by=required(row.decided_by), at=required(row.decided_at))


def _application(row: ApplicationRow) -> Application:
    return Application(
        id=ApplicationId(row.id),
        transaction_id=TransactionId(row.transaction_id),
        authorization_id=AuthorizationId(row.authorization_id),
        citizen_id=CitizenId(row.citizen_id),
        configuration_id=CredentialConfigurationId(row.configuration_id),
        request_digest=row.request_digest,
        keys=tuple(parse_public_jwk(key) for key in row.holder_keys),
        submitted_at=row.submitted_at,
        expires_at=row.expires_at,
        state=_state(row),
    )
