"""What the office's API gives of the audit log; digests are in hexadecimal digits."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from issuer.domain.audit import AuditEntry, AuditHead
from issuer.domain.audit_statement import StatedHead
from issuer.usecases.check_audit_log import AuditLogChecked
from issuer.usecases.read_audit_log import PAGE_ENTRIES


class AuditEntryModel(BaseModel):
    """One administrative act."""

    number: int
    at: datetime
    actor: str
    role: str
    act: str
    subject: str | None
    reason: str | None
    digest: str

    @classmethod
    def of(cls, entry: AuditEntry) -> "AuditEntryModel":
        """Render an entry."""
        event = entry.event
        return cls(
            number=entry.number,
            at=event.at,
            actor=event.actor.name,
            role=event.actor.role,
            act=event.act,
            subject=event.subject,
            reason=event.reason,
            digest=entry.digest.hex(),
        )


class AuditPageModel(BaseModel):
    """A page of the log; `next` is the cursor of the page behind it, null at the log's beginning."""

    items: list[AuditEntryModel]
    next: str | None

    @classmethod
    def of(cls, entries: Sequence[AuditEntry]) -> "AuditPageModel":
        """Render a page."""
        has_more = len(entries) == PAGE_ENTRIES and entries[-1].number > 1
        return cls(
            items=[AuditEntryModel.of(entry) for entry in entries],
            next=str(entries[-1].number) if has_more else None,
        )


class AuditHeadModel(BaseModel):
    """The newest entry of the log."""

    number: int
    digest: str

    @classmethod
    def of(cls, head: AuditHead) -> "AuditHeadModel":
        """Render a head."""
        return cls(number=head.number, digest=head.digest.hex())


class StatedHeadModel(AuditHeadModel):
    """The newest entry of the log at a moment, and the signed statement of it."""

    at: datetime
    statement: str

    @classmethod
    def stated(cls, stated: StatedHead, statement: str) -> "StatedHeadModel":
        """Render a statement."""
        head = AuditHeadModel.of(stated.head)
        return cls(number=head.number, digest=head.digest, at=stated.stated_at, statement=statement)


class AuditCheckModel(BaseModel):
    """Whether the log is whole, and if not, from which number on it proves nothing."""

    whole: bool
    first_broken: int | None
    newest: AuditHeadModel

    @classmethod
    def of(cls, checked: AuditLogChecked) -> "AuditCheckModel":
        """Render what was found."""
        return cls(
            whole=checked.first_broken is None,
            first_broken=checked.first_broken,
            newest=AuditHeadModel.of(checked.newest),
        )
