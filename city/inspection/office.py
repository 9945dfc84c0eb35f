"""What must hold of the office's acts: that each of them stands in the audit log, and the log is whole."""

from collections import defaultdict
from collections.abc import Iterator

from city.inspection.books import Books
from issuer.adapters.audit_records import audit_entry_of
from issuer.adapters.tables import StatusChangeRow
from issuer.domain.audit import EMPTY_LOG, Act, AuditEntry, first_broken
from issuer.domain.callers import ISSUER_ITSELF
from issuer.domain.credential_states import StatusAct
from issuer.domain.errors import AuditLogUnreadable
from issuer.domain.reasons import OwnReason

_OF_ONE = {
    StatusAct.SUSPEND: Act.CREDENTIAL_SUSPENDED,
    StatusAct.RESUME: Act.CREDENTIAL_RESUMED,
    StatusAct.REVOKE: Act.CREDENTIAL_REVOKED,
}
_OF_SEVERAL = frozenset({Act.CREDENTIALS_REVOKED, Act.APPROVAL_CONFIRMED})
_OF_APPLICATIONS = (Act.APPLICATION_APPROVED, Act.APPLICATION_REFUSED)
_DECISIONS = {"confirmed": Act.APPROVAL_CONFIRMED, "rejected": Act.APPROVAL_REJECTED}


def audit_log_is_whole(books: Books) -> Iterator[str]:
    """Each entry of the audit log follows on the one before, and the last one is its head."""
    try:
        entries = _entries(books)
    except AuditLogUnreadable as unreadable:
        yield f"entry {unreadable.number} is not what the office writes"
        return
    broken = first_broken(EMPTY_LOG, entries)
    if broken is not None:
        yield f"entry {broken} does not follow on the one before"
    newest = entries[-1].head if entries else EMPTY_LOG
    if [(head.number, head.digest) for head in books.issuer.audit_heads] != [(newest.number, newest.digest)]:
        yield f"the log ends at entry {newest.number}, its head says otherwise"


def each_act_is_in_the_log(books: Books) -> Iterator[str]:
    """What was done to cards, offers, applications, approvals, halts and systems is in the audit log."""
    logged = {(entry.act, entry.subject) for entry in books.issuer.audit_entries}
    for wanted, subject in _acts_of_the_office(books):
        if (wanted.value, subject) not in logged:
            yield f"{wanted} of {subject} is not in the audit log"
    for application in books.issuer.applications:
        decided = application.decided_by not in (None, ISSUER_ITSELF.name)
        if decided and not logged & {(act.value, application.id) for act in _OF_APPLICATIONS}:
            yield f"the decision of application {application.id} is not in the audit log"
    acts = {entry.number: (entry.act, entry.subject) for entry in books.issuer.audit_entries}
    for change in books.issuer.changes:
        if change.audit_entry is not None and not _fits(change, *acts.get(change.audit_entry, (None, None))):
            yield f"change {change.id} is not what entry {change.audit_entry} says"


def each_revocation_in_the_log_was_done(books: Books) -> Iterator[str]:
    """What the audit log says of a card happened to it."""
    done = defaultdict(set)
    for change in books.issuer.changes:
        done[change.credential_id].add(_OF_ONE[StatusAct(change.act)].value)
    for entry in books.issuer.audit_entries:
        if entry.act in _OF_ONE.values() and entry.act not in done[entry.subject or ""]:
            yield f"entry {entry.number} tells of something that never happened to its card"


def decision_is_by_another_person(books: Books) -> Iterator[str]:
    """Whoever asked for something did not decide it, and nothing was decided after its time."""
    for approval in books.issuer.approvals:
        if approval.decided_by is not None and approval.decided_by == approval.asking_person:
            yield f"approval {approval.id} was decided by who asked for it"
        if approval.decided_at is not None and approval.decided_at >= approval.expires_at:
            yield f"approval {approval.id} was decided after its time"


def _acts_of_the_office(books: Books) -> Iterator[tuple[Act, str]]:
    """What must be in the log by the identifier of what it was done to."""
    issuer = books.issuer
    for change in issuer.changes:
        if change.audit_entry is None and change.reason not in set(OwnReason):
            yield _OF_ONE[StatusAct(change.act)], change.credential_id  # by a release before approvals
    for offer in issuer.offers:
        if "." not in offer.id:  # those of bulk jobs are in the log by the job
            yield Act.OFFER_CREATED, offer.id
    for approval in issuer.approvals:
        yield Act.APPROVAL_ASKED, approval.id
        if approval.state in _DECISIONS:
            yield _DECISIONS[approval.state], approval.id
    for halt in issuer.halts:
        yield Act.ISSUING_HALTED, halt.id
        if halt.ended_at is not None:
            yield Act.ISSUING_RESUMED, halt.id
    for client in issuer.office_clients:
        yield Act.CLIENT_CREATED, client.id


def _fits(change: StatusChangeRow, act: str | None, subject: str | None) -> bool:
    if change.act == StatusAct.REVOKE and act in _OF_SEVERAL:
        return True
    return (act, subject) == (_OF_ONE[StatusAct(change.act)].value, change.credential_id)


def _entries(books: Books) -> list[AuditEntry]:
    return [audit_entry_of(row) for row in books.issuer.audit_entries]
