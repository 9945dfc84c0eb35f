"""The table of approvals."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.errors import RowIncomplete
from citywallet.storage.rows import required, table_of
from issuer.adapters.tables import ApprovalRow
from issuer.domain.approvals import (
    Approval,
    ApprovalTerms,
    Confirmed,
    Rejected,
    ResumeIssuing,
    Subject,
    Waiting,
    at_time,
)
from issuer.domain.devices import parse_device, serialize_device
from issuer.domain.identifiers import ApprovalId, CitizenId, CredentialId, HaltId, UserName
from issuer.domain.revocations import Named, OfCitizen, OfDevice
from issuer.ports.approvals import NumberedApproval

_approvals = table_of(ApprovalRow)


class SqlApprovalRecords:
    """Approvals in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, waiting: Waiting) -> None:
        """Record what somebody asks for."""
        terms = waiting.terms
        scope, named = _columns_of(terms.subject)
        values = {
            "id": terms.id,
            "scope": scope,
            "named": named,
            "credentials": terms.count,
            "reason": terms.reason,
            "asked_by": terms.asked_by,
            "asking_person": terms.asking_person,
            "asked_at": terms.asked_at,
            "expires_at": terms.expires_at,
            "state": "waiting",
        }
        await self._connection.execute(insert(_approvals).values(**values))

    async def find(self, approval_id: ApprovalId, *, now: datetime) -> Approval | None:
        """The approval, or None; in a unit that writes nobody else decides it before it ends."""
        # SQLite knows one writer at a time and no such lock; elsewhere it lets the next one wait.
        query = select(_approvals).where(_approvals.c.id == approval_id).with_for_update()
        row = (await self._connection.execute(query)).first()
        return None if row is None else _approval(row, now)

    async def waiting_of(self, asked_by: str, *, now: datetime) -> list[Waiting]:
        """What somebody asked for and nobody has decided."""
        mine = (_approvals.c.asked_by == asked_by) & (_approvals.c.state == "waiting")
        found = await self._connection.execute(select(_approvals).where(mine, _approvals.c.expires_at > now))
        approvals = [_approval(row, now) for row in found]
        return [each for each in approvals if isinstance(each, Waiting)]

    async def before(self, number: int | None, *, limit: int, now: datetime) -> list[NumberedApproval]:
        """The newest with a smaller number, newest first; None for the newest of all."""
        newest: Select[Any] = select(_approvals).order_by(_approvals.c.number.desc()).limit(limit)
        query = newest if number is None else newest.where(_approvals.c.number < number)
        found = await self._connection.execute(query)
        return [NumberedApproval(number=row.number, approval=_approval(row, now)) for row in found]

    async def save(self, decided: Confirmed | Rejected) -> None:
        """Record a decision."""
        state = "confirmed" if isinstance(decided, Confirmed) else "rejected"
        values = {"state": state, "decided_by": decided.decided_by, "decided_at": decided.decided_at}
        mine = _approvals.c.id == decided.terms.id
        await self._connection.execute(update(_approvals).where(mine).values(**values))


def _columns_of(subject: Subject) -> tuple[str, list[str]]:
    match subject:
        case OfCitizen(citizen_id):
            return "citizen", [citizen_id]
        case OfDevice(device):
            return "device", [serialize_device(device)]
        case Named(credential_ids):
            return "credentials", list(credential_ids)
        case ResumeIssuing(halt_id):
            return "halt", [halt_id]


def _subject_of(row: Row[Any]) -> Subject:
    match row.scope, row.named:
        case "citizen", [citizen_id]:
            return OfCitizen(CitizenId(citizen_id))
        case "device", [device]:
            return OfDevice(parse_device(device))
        case "credentials", [*credential_ids]:
            return Named(tuple(CredentialId(each) for each in credential_ids))
        case "halt", [halt_id]:
            return ResumeIssuing(HaltId(halt_id))
    raise RowIncomplete("an approval of something that is not known")


def _approval(row: Row[Any], now: datetime) -> Approval:
    terms = ApprovalTerms(
        id=ApprovalId(row.id),
        subject=_subject_of(row),
        count=row.credentials,
        reason=row.reason,
        asked_by=row.asked_by,
        asking_person=None if row.asking_person is None else UserName(row.asking_person),
        asked_at=row.asked_at,
        expires_at=row.expires_at,
    )
    match row.state:
        case "waiting":
            return at_time(Waiting(terms=terms), now=now)
        case "confirmed" | "rejected" as decision:
            decided = Confirmed if decision == "confirmed" else Rejected
            by, at = UserName(required(row.decided_by)), required(row.decided_at)
            return decided(terms=terms, decided_by=by, decided_at=at)
    raise RowIncomplete("an approval in a state that is not known")
