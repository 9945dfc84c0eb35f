"""Asking for a second person, within the unit of work in which the need of one shows."""

from issuer.domain.approvals import ApprovalTerms, Waiting
from issuer.domain.audit import Act
from issuer.domain.callers import Caller
from issuer.domain.identifiers import ApprovalId
from issuer.domain.reasons import code_of
from issuer.ports import Records
from issuer.usecases.audit_trail import record_act


async def ask_for_approval(records: Records, terms: ApprovalTerms, *, by: Caller) -> ApprovalId:
    """What waits for a second person now; whoever asks for the same again finds what waits already."""
    for earlier in await records.approvals.waiting_of(terms.asked_by, now=terms.asked_at):
        if earlier.terms.subject == terms.subject:
            return earlier.terms.id
    await records.approvals.add(Waiting(terms=terms))
    await record_act(
        records,
        by.actor,
        Act.APPROVAL_ASKED,
        subject=terms.id,
        reason=code_of(terms.reason or None),
        now=terms.asked_at,
    )
    return terms.id
