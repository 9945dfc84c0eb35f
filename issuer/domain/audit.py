"""The audit log: each entry's digest covers the one before, so that nothing in it can be changed alone."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from citywallet.protocol.encoding import serialize_json
from issuer.domain.callers import Actor

_TAG = b"citywallet/audit/v1"
_NUMBER_BYTES = 8
_TIME, _TIME_CHARS = "%Y-%m-%dT%H:%M:%S.%fZ", 27


class Act(StrEnum):
    """What is done in the office and leaves an entry."""

    REGISTER_IMPORTED = "register.imported"
    FACTS_IMPORTED = "facts.imported"
    FACTS_FORGOTTEN = "facts.forgotten"
    BULK_JOB_CREATED = "bulk.created"
    BULK_JOB_STARTED = "bulk.started"
    BULK_JOB_STOPPED = "bulk.stopped"
    BULK_JOB_RESUMED = "bulk.resumed"
    BULK_OFFERS_EXPORTED = "bulk.offers_exported"
    APPLICATION_REVEALED = "application.revealed"
    APPLICATION_APPROVED = "application.approved"
    APPLICATION_REFUSED = "application.refused"
    OFFER_CREATED = "offer.created"
    CREDENTIAL_SUSPENDED = "credential.suspended"
    CREDENTIAL_RESUMED = "credential.resumed"
    CREDENTIAL_REVOKED = "credential.revoked"
    CREDENTIALS_REVOKED = "credentials.revoked"
    APPROVAL_ASKED = "approval.asked"
    APPROVAL_CONFIRMED = "approval.confirmed"
    APPROVAL_REJECTED = "approval.rejected"
    ISSUING_HALTED = "issuing.halted"
    ISSUING_RESUMED = "issuing.resumed"
    STAFF_INVITED = "staff.invited"
    STAFF_ENROLLED = "staff.enrolled"
    STAFF_DISABLED = "staff.disabled"
    CLIENT_CREATED = "client.created"
    CLIENT_KEY_ROTATED = "client.key_rotated"
    CLIENT_DISABLED = "client.disabled"
    SESSION_BEGUN = "session.begun"
    SESSION_ENDED = "session.ended"
    SIGN_IN_LOCKED = "sign_in.locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """Who did what to which record, and why. Identifiers and codes only: no name, no text of a person."""

    at: datetime
    actor: Actor
    act: str
    subject: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHead:
    """Where the log has come to. It commits to every entry up to `number`, 0 for none."""

    number: int
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """An event in its place; `number` counts from 1."""

    number: int
    event: AuditEvent
    digest: bytes

    @property
    def head(self) -> AuditHead:
        """The log as it is when this entry is the newest."""
        return AuditHead(number=self.number, digest=self.digest)


EMPTY_LOG = AuditHead(number=0, digest=bytes(32))


def chain_event(head: AuditHead, event: AuditEvent) -> AuditEntry:
    """The entry of an event behind the newest one, as docs/specs/audit-log.md says."""
    number = head.number + 1
    return AuditEntry(number=number, event=event, digest=_digest(head.digest, number, event))


def first_broken(head: AuditHead, entries: Iterable[AuditEntry]) -> int | None:
    """The number at which `entries` do not follow on `head` and each other; None where they do."""
    for entry in entries:
        if entry != chain_event(head, entry.event):
            return head.number + 1
        head = entry.head
    return None


def serialize_time(at: datetime) -> str:
    """A moment as the log writes it: UTC, to the microsecond, 27 characters; text order is time order."""
    return at.astimezone(UTC).strftime(_TIME).rjust(_TIME_CHARS, "0")


def parse_time(text: str) -> datetime:
    """The moment that the log wrote.

    Raises:
        ValueError: the log never wrote this.
    """
    at = datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    if serialize_time(at) != text:
        raise ValueError("another spelling")
    return at


def _digest(previous: bytes, number: int, event: AuditEvent) -> bytes:
    content = serialize_json(
        {
            "act": event.act,
            "actor": event.actor.name,
            "at": serialize_time(event.at),
            "reason": event.reason,
            "role": event.actor.role,
            "subject": event.subject,
        }
    )
    return hashlib.sha256(_TAG + previous + number.to_bytes(_NUMBER_BYTES, "big") + content).digest()
