"""The tables of intents, credentials and status changes."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Bundle, aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from citywallet.storage.dialect import insert_unless_present
from citywallet.storage.rows import table_of
from issuer.adapters.device_columns import DEVICE_KEY, belongs_to
from issuer.adapters.state_names import name_of_state, state_named
from issuer.adapters.tables import (
    AuthorizationRow,
    CredentialRow,
    IssuanceIntentRow,
    StatusChangeRow,
    StatusPublicationRow,
)
from issuer.domain.credential_states import CredentialState, Revoked, StatusAct, Valid
from issuer.domain.devices import Device, device_of
from issuer.domain.identifiers import (
    AuthorizationId,
    CitizenId,
    CredentialConfigurationId,
    CredentialId,
    CredentialTypeId,
    IssuanceId,
    ListNumber,
)
from issuer.domain.issued_credentials import (
    CredentialRecord,
    IssuanceIntent,
    StatusChangeProgress,
    StatusPlace,
)

_intents = table_of(IssuanceIntentRow)

_lives = col(IssuanceIntentRow.state) != name_of_state(Revoked())
_later = aliased(StatusChangeRow)
_newest_change = (
    select(func.max(col(_later.id)))
    .where(_later.credential_id == IssuanceIntentRow.credential_id)
    .scalar_subquery()
)
_carried = and_(
    col(StatusPublicationRow.list_number) == StatusChangeRow.list_number,
    col(StatusPublicationRow.sequence) == StatusChangeRow.sequence,
)
_BESIDE: Bundle[Any] = Bundle("beside", col(StatusPublicationRow.anchored_at), DEVICE_KEY.label("device_key"))
# Put together once: that takes longer than the database does to answer it.
_records = (
    select(IssuanceIntentRow, CredentialRow, StatusChangeRow, _BESIDE)
    .join(AuthorizationRow, col(AuthorizationRow.id) == IssuanceIntentRow.authorization_id)
    .outerjoin(CredentialRow, col(CredentialRow.credential_id) == IssuanceIntentRow.credential_id)
    .outerjoin(StatusChangeRow, col(StatusChangeRow.id) == _newest_change)
    .outerjoin(StatusPublicationRow, _carried)
    .order_by(col(IssuanceIntentRow.issued_at).desc(), col(IssuanceIntentRow.credential_id))
)


class SqlCredentialRecords:
    """Intents, credentials and their states in the issuer's database."""

    def __init__(self, connection: AsyncConnection, session: AsyncSession) -> None:
        self._connection = connection
        self._session = session

    async def is_taken(self, place: StatusPlace) -> bool:
        """Whether a status index was ever given out."""
        columns = _intents.c
        query = select(columns.credential_id).where(
            columns.list_number == place.list_number, columns.list_index == place.index
        )
        return (await self._connection.execute(query)).first() is not None

    async def holder_of(self, thumbprint: bytes) -> CitizenId | None:
        """The citizen to whose credentials a key is bound, or None."""
        mine = IssuanceIntentRow.holder_thumbprint == thumbprint
        found = (await self._session.exec(select(IssuanceIntentRow.citizen_id).where(mine).limit(1))).first()
        return None if found is None else CitizenId(found)

    async def record_intent(self, intent: IssuanceIntent) -> None:
        """Record what is about to be signed; its place is taken for ever."""
        row = IssuanceIntentRow(
            credential_id=intent.id,
            issuance_id=intent.issuance_id,
            authorization_id=intent.authorization_id,
            configuration_id=intent.configuration_id,
            type_id=intent.type_id,
            citizen_id=intent.citizen_id,
            list_number=intent.place.list_number,
            list_index=intent.place.index,
            holder_thumbprint=intent.holder_thumbprint,
            signing_input_digest=intent.signing_input_digest,
            state=name_of_state(Valid()),
            issued_at=intent.issued_at,
            expires_at=intent.expires_at,
        )
        self._session.add(row)
        await self._session.flush()

    async def confirm(self, credential_id: CredentialId, *, signature: bytes, signed_at: datetime) -> bytes:
        """Record that an intended credential was signed; the signature that is on record, the first one."""
        statement = insert_unless_present(
            table_of(CredentialRow),
            {"credential_id": credential_id, "signature": signature, "signed_at": signed_at},
            unique=["credential_id"],
            dialect=self._connection.dialect.name,
        )
        if (await self._connection.execute(statement)).rowcount == 1:
            return signature
        query = select(CredentialRow.signature).where(CredentialRow.credential_id == credential_id)
        return (await self._session.exec(query)).one()

    async def of_issuance(self, issuance_id: IssuanceId) -> list[CredentialRecord]:
        """All that was ever intended for one request."""
        return await self._select(col(IssuanceIntentRow.issuance_id) == issuance_id)

    async def signatures_of(self, issuance_id: IssuanceId) -> dict[CredentialId, bytes]:
        """The signatures on record of one request's credentials."""
        query = (
            select(CredentialRow.credential_id, CredentialRow.signature)
            .join(IssuanceIntentRow, col(IssuanceIntentRow.credential_id) == CredentialRow.credential_id)
            .where(IssuanceIntentRow.issuance_id == issuance_id)
        )
        found = await self._session.exec(query)
        return {CredentialId(credential_id): signature for credential_id, signature in found}

    async def find(self, credential_id: CredentialId) -> CredentialRecord | None:
        """The record, or None."""
        records = await self._select(col(IssuanceIntentRow.credential_id) == credential_id)
        return records[0] if records else None

    async def of_citizen(self, citizen_id: CitizenId) -> list[CredentialRecord]:
        """A citizen's records, orphans included, newest first."""
        return await self._select(col(IssuanceIntentRow.citizen_id) == citizen_id)

    async def of_device(self, device: Device) -> list[CredentialRecord]:
        """What went to a device, orphans included, newest first."""
        return await self._select(belongs_to(device))

    async def find_each(self, credential_ids: Collection[CredentialId]) -> list[CredentialRecord]:
        """Those of the credentials that are on record, newest first."""
        return await self._select(col(IssuanceIntentRow.credential_id).in_(credential_ids))

    async def living_under(
        self, authorization_id: AuthorizationId, configuration_id: CredentialConfigurationId
    ) -> list[CredentialRecord]:
        """What was issued, or intended, of a configuration under an authorization, and is not revoked."""
        return await self._select(
            and_(
                col(IssuanceIntentRow.authorization_id) == authorization_id,
                col(IssuanceIntentRow.configuration_id) == configuration_id,
                _lives,
            )
        )

    async def supersede(self, record: CredentialRecord, *, ends_at: datetime) -> None:
        """Record that a credential has a successor, and when it shall be revoked."""
        mine = col(IssuanceIntentRow.credential_id) == record.intent.id
        await self._session.exec(update(IssuanceIntentRow).where(mine).values(ends_at=ends_at))

    async def superseded_until(self, time: datetime, *, limit: int) -> list[CredentialRecord]:
        """The first of those that should have been revoked at `time` or before, and are not."""
        due = and_(_lives, col(IssuanceIntentRow.ends_at) <= time)
        found = await self._session.exec(_records.where(due).limit(limit))
        return [_record(*each) for each in found]

    async def change_state(
        self,
        record: CredentialRecord,
        state: CredentialState,
        *,
        act: StatusAct,
        reason: str | None,
        entry: int | None,
        now: datetime,
    ) -> None:
        """Record the new state, and the change for the next token of its list.

        `entry` is the number in the audit log of what somebody did; None for what the issuer does by itself.
        """
        intent = record.intent
        mine = col(IssuanceIntentRow.credential_id) == intent.id
        await self._session.exec(update(IssuanceIntentRow).where(mine).values(state=name_of_state(state)))
        change = StatusChangeRow(
            credential_id=intent.id,
            list_number=intent.place.list_number,
            list_index=intent.place.index,
            state=name_of_state(state),
            act=act.value,
            reason=reason,
            audit_entry=entry,
            requested_at=now,
        )
        self._session.add(change)
        await self._session.flush()

    async def _select(self, condition: ColumnElement[bool]) -> list[CredentialRecord]:
        return [_record(*found) for found in await self._session.exec(_records.where(condition))]


def _record(
    row: IssuanceIntentRow,
    credential: CredentialRow | None,
    change: StatusChangeRow | None,
    beside: Row[datetime | None, bytes | None],
) -> CredentialRecord:
    intent = IssuanceIntent(
        id=CredentialId(row.credential_id),
        issuance_id=None if row.issuance_id is None else IssuanceId(row.issuance_id),
        authorization_id=AuthorizationId(row.authorization_id),
        configuration_id=CredentialConfigurationId(row.configuration_id),
        type_id=CredentialTypeId(row.type_id),
        citizen_id=CitizenId(row.citizen_id),
        place=StatusPlace(list_number=ListNumber(row.list_number), index=row.list_index),
        holder_thumbprint=row.holder_thumbprint,
        signing_input_digest=row.signing_input_digest,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
    )
    return CredentialRecord(
        intent=intent,
        device=device_of(intent.authorization_id, beside.device_key),
        state=state_named(row.state),
        signed_at=None if credential is None else credential.signed_at,
        ends_at=row.ends_at,
        last_change=None if change is None else _progress(change, beside.anchored_at),
    )


def _progress(change: StatusChangeRow, anchored_at: datetime | None) -> StatusChangeProgress:
    return StatusChangeProgress(
        requested_at=change.requested_at, sequence=change.sequence, anchored_at=anchored_at
    )
