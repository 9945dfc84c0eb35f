"""The finding about a card's status: what it is, on which head it rests, how old that is."""

from datetime import timedelta

from citywallet.protocol.anchoring import AnchoredHead, StatusConflict, StatusEstablished, StatusUnknown
from citywallet.protocol.policy.examination import StatusFacts
from citywallet.protocol.policy.finding import (
    Check,
    EvidenceValue,
    Finding,
    failed,
    instant,
    not_reached,
    passed,
)
from citywallet.protocol.policy.reasons import Reason
from citywallet.protocol.statuslist import CredentialStatus

_REASONS = {CredentialStatus.INVALID: Reason.REVOKED, CredentialStatus.SUSPENDED: Reason.SUSPENDED}


def status_finding(facts: StatusFacts | None, *, max_age: timedelta) -> Finding:
    """Judge the status; anything but an established, young enough "valid" fails with its reason."""
    if facts is None:
        return not_reached(Check.STATUS)
    surroundings = _surroundings(facts)
    match facts.answer:
        case StatusUnknown(cause=cause):
            return failed(Check.STATUS, Reason.STATUS_UNKNOWN, cause=cause.value, **surroundings)
        case StatusConflict(head=head):
            return failed(
                Check.STATUS, Reason.STATUS_CONFLICT, **_head_evidence("head", head), **surroundings
            )
        case StatusEstablished() as established:
            return _established(established, facts, max_age, surroundings)


def _established(
    established: StatusEstablished,
    facts: StatusFacts,
    max_age: timedelta,
    surroundings: dict[str, EvidenceValue],
) -> Finding:
    evidence: dict[str, EvidenceValue] = {
        "status": established.status.name.lower(),
        "basis": established.basis.value,
        "list_sequence": established.token_sequence,
        "age_seconds": None if facts.age is None else int(facts.age.total_seconds()),
        **_head_evidence("head", established.head),
        **surroundings,
    }
    if established.status is not CredentialStatus.VALID:
        return failed(Check.STATUS, _REASONS[established.status], **evidence)
    # Whoever established the status checked its age; a head without one, or too old, never counts as valid.
    if facts.age is None or facts.age > max_age:
        return failed(Check.STATUS, Reason.STATUS_UNKNOWN, **evidence)
    return passed(Check.STATUS, **evidence)


def _surroundings(facts: StatusFacts) -> dict[str, EvidenceValue]:
    evidence: dict[str, EvidenceValue] = {}
    if facts.known_at is not None:
        evidence["chain_last_read"] = instant(facts.known_at)
    if facts.heads is not None:
        evidence |= _head_evidence("head_before", facts.heads.before)
        evidence |= _head_evidence("head_after", facts.heads.after)
    if facts.changed_later is not None:
        evidence["signed_then_but_anchored_later"] = facts.changed_later.name.lower()
    return evidence


def _head_evidence(name: str, head: AnchoredHead | None) -> dict[str, EvidenceValue]:
    if head is None:
        return {name: None}
    return {
        name: head.head.word().hex(),
        f"{name}_sequence": head.head.sequence,
        f"{name}_anchored_at": instant(head.anchored_at),
        f"{name}_block": head.block_number,
    }
