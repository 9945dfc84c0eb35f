"""The tables of intents, credentials and status changes."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.dialect import insert_unless_present
from issuer.adapters.state_names import name_of_state, state_named
from issuer.adapters.tables import credentials, issuance_intents, status_changes, status_publications
from issuer.domain.credential_states import CredentialState, StatusAct, Valid
from issuer.domain.identifiers import CitizenId, CredentialId, CredentialTypeId, ListNumber, TokenId
from issuer.domain.issued_credentials import (
    CredentialRecord,
    IssuanceIntent,
    StatusChangeProgress,
    StatusPlace,
)

_later = status_changes.alias()


class SqlCredentialRecords:
    """Intents, credentials and their states in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def is_taken(self, place: StatusPlace) -> bool:
        """Whether a status index was ever given out."""
        columns = issuance_intents.c
        query = select(columns.credential_id).where(
            columns.list_number == place.list_number, columns.list_index == place.index
        )
        return (await self._connection.execute(query)).first() is not None

    async def holder_of(self, thumbprint: bytes) -> CitizenId | None:
        """The citizen to whose credentials a key is bound, or None."""
        columns = issuance_intents.c
        query = select(columns.citizen_id).where(columns.holder_thumbprint == thumbprint).limit(1)
        found = (await self._connection.execute(query)).scalar_one_or_none()
        return None if found is None else CitizenId(found)

    async def record_intent(self, intent: IssuanceIntent) -> None:
        """Record what is about to be signed; its place is taken for ever."""
        statement = insert(issuance_intents).values(
            credential_id=intent.id,
            token_id=intent.token_id,
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
        await self._connection.execute(statement)

    async def confirm(self, credential_id: CredentialId, *, signature: bytes, signed_at: datetime) -> None:
        """Record that an intended credential was signed."""
        statement = insert_unless_present(
            credentials,
            {"credential_id": credential_id, "signature": signature, "signed_at": signed_at},
            unique=["credential_id"],
            dialect=self._connection.dialect.name,
        )
        await self._connection.execute(statement)

    async def find(self, credential_id: CredentialId) -> CredentialRecord | None:
        """The record, or None."""
        records = await self._select(issuance_intents.c.credential_id == credential_id)
        return records[0] if records else None

    async def of_citizen(self, citizen_id: CitizenId) -> list[CredentialRecord]:
        """A citizen's records, orphans included, newest first."""
        return await self._select(issuance_intents.c.citizen_id == citizen_id)

    async def of_token(self, token_id: TokenId) -> list[CredentialRecord]:
        """What was issued, or intended, under a token."""
        return await self._select(issuance_intents.c.token_id == token_id)

    async def change_state(
        self,
        record: CredentialRecord,
        state: CredentialState,
        *,
        act: StatusAct,
        reason: str | None,
        now: datetime,
    ) -> None:
        """Record the new state, and the change for the next token of its list."""
        intent = record.intent
        mine = issuance_intents.c.credential_id == intent.id
        await self._connection.execute(
            update(issuance_intents).where(mine).values(state=name_of_state(state))
        )
        statement = insert(status_changes).values(
            credential_id=intent.id,
            list_number=intent.place.list_number,
            list_index=intent.place.index,
            state=name_of_state(state),
            act=act.value,
            reason=reason,
            requested_at=now,
        )
        await self._connection.execute(statement)

    async def _select(self, condition: ColumnElement[bool]) -> list[CredentialRecord]:
        return [_record(row) for row in await self._connection.execute(_query(condition))]


def _query(condition: ColumnElement[bool]) -> Select[Any]:
    newest_change = (
        select(func.max(_later.c.id))
        .where(_later.c.credential_id == issuance_intents.c.credential_id)
        .scalar_subquery()
    )
    carried = and_(
        status_publications.c.list_number == status_changes.c.list_number,
        status_publications.c.sequence == status_changes.c.sequence,
    )
    joined = (
        issuance_intents.outerjoin(
            credentials, credentials.c.credential_id == issuance_intents.c.credential_id
        )
        .outerjoin(status_changes, status_changes.c.id == newest_change)
        .outerjoin(status_publications, carried)
    )
    return (
        select(
            issuance_intents,
            credentials.c.signed_at,
            status_changes.c.requested_at,
            status_changes.c.sequence,
            status_publications.c.anchored_at,
        )
        .select_from(joined)
        .where(condition)
        .order_by(issuance_intents.c.issued_at.desc(), issuance_intents.c.credential_id)
    )


def _record(row: Row[Any]) -> CredentialRecord:
    intent = IssuanceIntent(
        id=CredentialId(row.credential_id),
        token_id=TokenId(row.token_id),
        type_id=CredentialTypeId(row.type_id),
        citizen_id=CitizenId(row.citizen_id),
        place=StatusPlace(list_number=ListNumber(row.list_number), index=row.list_index),
        holder_thumbprint=row.holder_thumbprint,
        signing_input_digest=row.signing_input_digest,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
    )
    change = None
    if row.requested_at is not None:
        change = StatusChangeProgress(
            requested_at=row.requested_at, sequence=row.sequence, anchored_at=row.anchored_at
        )
    return CredentialRecord(
        intent=intent, state=state_named(row.state), signed_at=row.signed_at, last_change=change
    )
