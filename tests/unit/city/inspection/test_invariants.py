"""Each invariant holds in true books, and one thing changed in them breaks it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from city.inspection.books import Books, IssuerBooks
from city.inspection.inspect import INVARIANTS, inspect_books
from citywallet.protocol.anchoring import AnchoredHead, Head, list_root
from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.jose import serialize_compact
from citywallet.protocol.oauth import AUTHORIZATION_CODE_GRANT, PRE_AUTHORIZED_CODE_GRANT
from citywallet.protocol.statuslist import CredentialStatus, StatusList, build_status_list_token
from issuer.adapters.tables import (
    ApplicationRow,
    ApprovalRow,
    AuditEntryRow,
    AuditHeadRow,
    AuthorizationRow,
    CredentialRow,
    HaltRow,
    IssuanceIntentRow,
    IssuerOutboxRow,
    OfferRow,
    OfficeClientRow,
    StatusChangeRow,
    StatusListRow,
    StatusPublicationRow,
)
from issuer.domain.audit import EMPTY_LOG, Act, AuditEvent, chain_event, serialize_time
from issuer.domain.callers import Actor
from verifier.adapters.tables import OutcomeRow, TransactionRow
from wallet_api.adapters.tables import CardRow, HistoryRow

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ISSUER = "https://city.example"
DESK = "x509_hash:desk"
EMPTY = StatusList.empty(bits=2, entries=64)
REVOKED = EMPTY.with_statuses({7: CredentialStatus.INVALID})


def a_token(status_list: StatusList, sequence: int) -> str:
    signing_input = build_status_list_token(
        uri=f"{ISSUER}/status/1",
        status_list=status_list,
        issued_at=NOW,
        expires_at=NOW + timedelta(days=1),
        ttl=timedelta(minutes=1),
        sequence=sequence,
        aggregation_uri="http://localhost:8100/status-lists",
        x5c=(b"certificate",),
    )
    return serialize_compact(signing_input, bytes(64))


def a_publication(status_list: StatusList, sequence: int) -> StatusPublicationRow:
    token = a_token(status_list, sequence)
    return StatusPublicationRow(
        list_number=1,
        sequence=sequence,
        token=token,
        digest=sha256(token.encode()).digest(),
        root=list_root(status_list.data),
        published_at=NOW,
        expires_at=NOW + timedelta(days=1),
        anchored_at=NOW,
    )


def a_head(publication: StatusPublicationRow) -> AnchoredHead:
    head = Head(
        chain_id=1,
        contract=bytes(20),
        list_id=bytes(32),
        sequence=publication.sequence,
        bits=2,
        entries=64,
        root=publication.root,
        token_digest=publication.digest,
    )
    return AnchoredHead(head=head, anchored_at=NOW, block_number=publication.sequence, block_hash=bytes(32))


def an_intent(**changed: Any) -> IssuanceIntentRow:
    facts: dict[str, Any] = {
        "credential_id": "card-1",
        "authorization_id": "authorization-1",
        "configuration_id": "citizen-id",
        "type_id": "citizen-id",
        "citizen_id": "citizen-1",
        "list_number": 1,
        "list_index": 7,
        "holder_thumbprint": bytes(32),
        "signing_input_digest": bytes(32),
        "state": "revoked",
        "issued_at": NOW,
        "expires_at": NOW + timedelta(days=365),
    }
    return IssuanceIntentRow(**facts | changed)


def a_change(**changed: Any) -> StatusChangeRow:
    facts: dict[str, Any] = {
        "id": 1,
        "credential_id": "card-1",
        "list_number": 1,
        "list_index": 7,
        "state": "revoked",
        "act": "revoke",
        "audit_entry": 4,
        "requested_at": NOW,
        "sequence": 2,
    }
    return StatusChangeRow(**facts | changed)


def a_question(**changed: Any) -> TransactionRow:
    facts: dict[str, Any] = {
        "id": "question-1",
        "question": "age-65",
        "request_id": "request-1",
        "response_id": "response-1",
        "nonce": "nonce-1",
        "state": "state-1",
        "opened_at": NOW,
        "expires_at": NOW + timedelta(minutes=5),
    }
    return TransactionRow(**facts | changed)


def an_outcome(**changed: Any) -> OutcomeRow:
    facts: dict[str, Any] = {"transaction_id": "question-1", "answered_at": NOW, "decision": "accepted"}
    return OutcomeRow(**facts | {"report": {}} | changed)


def an_authorization(**changed: Any) -> AuthorizationRow:
    facts: dict[str, Any] = {
        "id": "authorization-1",
        "code_digest": b"1",
        "citizen_id": "citizen-1",
        "credentials": [{"configuration_id": "citizen-id", "identifier": None}],
        "granted_at": NOW,
    }
    return AuthorizationRow(**facts | changed)


def an_item(sequence: int, **changed: Any) -> IssuerOutboxRow:
    facts: dict[str, Any] = {"id": sequence, "kind": "anchor_status_list", "key": f"1/{sequence}"}
    return IssuerOutboxRow(
        **facts | {"payload": {}, "created_at": NOW, "due_at": NOW, "delivered_at": NOW} | changed
    )


def the_log(*acts: tuple[Act, str | None]) -> dict[str, Any]:
    """Entries of these acts and subjects, and the head."""
    head, entries = EMPTY_LOG, []
    for act, subject in acts:
        actor = Actor(name="haru", role="approver")
        entry = chain_event(
            head, AuditEvent(at=NOW, actor=actor, act=act.value, subject=subject, reason="lost")
        )
        row = {"number": entry.number, "at": serialize_time(NOW), "actor": "haru", "role": "approver"}
        entries.append(
            AuditEntryRow(**row, act=act.value, subject=subject, reason="lost", digest=entry.digest)
        )
        head = entry.head
    return {
        "audit_entries": entries,
        "audit_heads": [AuditHeadRow(id=1, number=head.number, digest=head.digest)],
    }


LOGGED = (
    (Act.OFFER_CREATED, "offer-1"),
    (Act.APPLICATION_APPROVED, "application-1"),
    (Act.APPROVAL_ASKED, "approval-1"),
    (Act.APPROVAL_CONFIRMED, "approval-1"),
    (Act.ISSUING_HALTED, "halt-1"),
    (Act.ISSUING_RESUMED, "halt-1"),
    (Act.CLIENT_CREATED, "client-1"),
)


def edited(**changed: Any) -> list[AuditEntryRow]:
    first, *rest = the_log(*LOGGED)["audit_entries"]
    return [first.model_copy(update=changed), *rest]


def an_approval(**changed: Any) -> ApprovalRow:
    facts: dict[str, Any] = {
        "number": 1,
        "id": "approval-1",
        "scope": "citizen",
        "named": ["citizen-1"],
        "credentials": 1,
        "reason": "lost",
        "asked_by": "dain",
        "asking_person": "dain",
        "asked_at": NOW,
        "expires_at": NOW + timedelta(hours=72),
        "state": "confirmed",
        "decided_by": "haru",
        "decided_at": NOW,
    }
    return ApprovalRow(**facts | changed)


def an_offer(**changed: Any) -> OfferRow:
    facts: dict[str, Any] = {
        "id": "offer-1",
        "reference_digest": b"1",
        "code_digest": b"1",
        "grants": [PRE_AUTHORIZED_CODE_GRANT],
        "configuration_ids": ["citizen-id"],
        "citizen_id": "citizen-1",
        "state": "redeemed",
        "wrong_tx_codes": 0,
        "authorization_id": "authorization-1",
        "created_at": NOW,
        "expires_at": NOW,
    }
    return OfferRow(**facts | changed)


def signed_in(**changed: Any) -> Books:
    """An offer that its citizen took up by signing in, with another code."""
    offer = an_offer(grants=[AUTHORIZATION_CODE_GRANT], **changed)
    return with_issuer(offers=[offer], authorizations=[an_authorization(code_digest=b"2")])


def an_application() -> ApplicationRow:
    return ApplicationRow(
        number=1,
        id="application-1",
        transaction_id="transaction-1",
        authorization_id="authorization-1",
        citizen_id="citizen-1",
        configuration_id="citizen-id",
        request_digest=bytes(32),
        holder_keys=[],
        submitted_at=NOW,
        expires_at=NOW,
        state="collected",
        decided_by="haru",
        decided_at=NOW,
    )


def true_books() -> Books:
    publications = [a_publication(EMPTY, 1), a_publication(REVOKED, 2)]
    issuer = IssuerBooks(
        offers=[an_offer()],
        authorizations=[an_authorization()],
        intents=[an_intent()],
        credentials=[CredentialRow(credential_id="card-1", signature=bytes(64), signed_at=NOW)],
        changes=[a_change()],
        lists=[StatusListRow(number=1, uri=f"{ISSUER}/status/1", bits=2, entries=64, on_chain=True)],
        publications=publications,
        outbox=[an_item(1), an_item(2)],
        applications=[an_application()],
        approvals=[an_approval()],
        halts=[HaltRow(id="halt-1", begun_by="haru", begun_at=NOW, reason="misuse", ended_at=NOW)],
        office_clients=[
            OfficeClientRow(id="client-1", name="desk", key_digest=bytes(32), scopes=[], created_at=NOW)
        ],
        **the_log(*LOGGED),
    )
    card = CardRow(
        id="held-1",
        wallet_id="wallet-1",
        key_id=encode_base64url(bytes(32)),
        face={"credential_issuer": ISSUER},
        sealed_credential=b"",
        received_at=NOW,
    )
    entry = HistoryRow(
        id="entry-1",
        wallet_id="wallet-1",
        at=NOW,
        verifier={"client_id": DESK},
        items=[],
        outcome="presented",
    )
    return Books(
        issuer_url=ISSUER,
        verifier_id=DESK,
        issuer=issuer,
        cards=[card],
        history=[entry],
        transactions=[a_question()],
        outcomes=[an_outcome()],
        heads={1: [a_head(each) for each in publications]},
    )


def with_issuer(**changed: Any) -> Books:
    books = true_books()
    return replace(books, issuer=replace(books.issuer, **changed))


def two_publications(first: StatusList, second: StatusList, **changed: Any) -> list[StatusPublicationRow]:
    publications = [a_publication(first, 1), a_publication(second, 2)]
    for name, value in changed.items():
        setattr(publications[1], name, value)
    return publications


BREAKING: dict[str, list[Callable[[], Books]]] = {
    "signed_after_recorded": [
        lambda: with_issuer(intents=[]),
        lambda: with_issuer(intents=[an_intent(issued_at=NOW + timedelta(seconds=1))]),
    ],
    "place_given_out_once": [lambda: with_issuer(intents=[an_intent(), an_intent(credential_id="card-2")])],
    "states_follow_the_rules": [
        lambda: with_issuer(intents=[an_intent(state="valid")]),
        lambda: with_issuer(changes=[a_change(), a_change(id=2, act="resume", state="valid")]),
        lambda: with_issuer(changes=[a_change(act="suspend")]),
    ],
    "sequences_have_no_gap": [
        lambda: with_issuer(publications=true_books().issuer.publications[1:]),
        lambda: with_issuer(
            publications=[
                a_publication(EMPTY, 1).model_copy(update={"anchored_at": None}),
                a_publication(REVOKED, 2),
            ]
        ),
    ],
    "effect_is_on_chain_once": [
        lambda: with_issuer(outbox=[an_item(1)]),
        lambda: with_issuer(outbox=[an_item(1), an_item(2), an_item(2, id=3)]),
        lambda: with_issuer(publications=two_publications(EMPTY, REVOKED, anchored_at=None)),
        lambda: with_issuer(publications=two_publications(EMPTY, REVOKED, digest=bytes(32))),
        lambda: replace(true_books(), heads={1: [a_head(a_publication(EMPTY, 1))]}),
        lambda: replace(true_books(), heads={1: [a_head(a_publication(EMPTY, 1))] * 3}),
    ],
    "code_redeemed_once": [
        lambda: with_issuer(authorizations=[an_authorization(), an_authorization(id="authorization-2")]),
        lambda: with_issuer(authorizations=[]),
        lambda: with_issuer(authorizations=[an_authorization(code_digest=b"2")]),
        lambda: signed_in(citizen_id="citizen-2"),
        lambda: signed_in(authorization_id="authorization-2"),
        lambda: replace(true_books(), transactions=[a_question(nonce="state-1")]),
    ],
    "one_live_issuance_per_authorization": [
        lambda: with_issuer(
            intents=[
                an_intent(state="valid"),
                an_intent(credential_id="card-2", state="valid", issued_at=NOW + timedelta(seconds=1)),
            ]
        )
    ],
    "lists_follow_from_the_changes": [
        lambda: with_issuer(publications=two_publications(EMPTY, EMPTY)),
        lambda: with_issuer(publications=two_publications(EMPTY, REVOKED, root=bytes(32))),
    ],
    "card_is_on_record": [lambda: with_issuer(credentials=[])],
    "audit_log_is_whole": [
        lambda: with_issuer(audit_entries=edited(actor="dain")),
        lambda: with_issuer(audit_entries=edited(at="yesterday")),
        lambda: with_issuer(audit_entries=the_log(*LOGGED)["audit_entries"][:-1]),
        lambda: with_issuer(audit_entries=the_log(*LOGGED)["audit_entries"][1:]),
        lambda: with_issuer(audit_heads=[]),
    ],
    "each_act_is_in_the_log": [
        *(
            lambda missing=missing: with_issuer(**the_log(*[each for each in LOGGED if each != missing]))
            for missing in LOGGED
        ),
        lambda: with_issuer(changes=[a_change(audit_entry=1)]),
        lambda: with_issuer(changes=[a_change(audit_entry=99)]),
        lambda: with_issuer(changes=[a_change(audit_entry=None)]),
        lambda: with_issuer(changes=[a_change(audit_entry=4, act="suspend", state="suspended")]),
    ],
    "each_revocation_in_the_log_was_done": [
        lambda: with_issuer(**the_log(*LOGGED, (Act.CREDENTIAL_REVOKED, "card-2"))),
        lambda: with_issuer(**the_log(*LOGGED, (Act.CREDENTIAL_SUSPENDED, "card-1"))),
    ],
    "decision_is_by_another_person": [
        lambda: with_issuer(approvals=[an_approval(asking_person="haru")]),
        lambda: with_issuer(approvals=[an_approval(decided_at=NOW + timedelta(hours=72))]),
    ],
    "answer_is_given_once": [
        lambda: replace(true_books(), transactions=[]),
        lambda: replace(true_books(), outcomes=[an_outcome(answered_at=NOW + timedelta(hours=1))]),
    ],
    "history_agrees_with_the_desk": [lambda: replace(true_books(), outcomes=[])],
}


def cases() -> Iterator[tuple[str, Callable[[], Books]]]:
    for name, breakings in BREAKING.items():
        yield from ((name, breaking) for breaking in breakings)


def broken_in(books: Books) -> set[str]:
    return {one.name for one in inspect_books(books) if one.breaches}


def test_every_invariant_holds_in_true_books() -> None:
    assert broken_in(true_books()) == set()


def test_a_superseded_credential_may_live_beside_its_successor() -> None:
    superseded = an_intent(state="valid", ends_at=NOW + timedelta(days=1))
    later = an_intent(credential_id="card-2", state="valid", issued_at=NOW + timedelta(seconds=1))
    assert "one_live_issuance_per_authorization" not in broken_in(with_issuer(intents=[superseded, later]))


def test_an_offer_may_be_taken_up_by_signing_in() -> None:
    assert broken_in(signed_in()) == set()


def test_what_the_issuer_ends_by_itself_needs_no_entry() -> None:
    changes = [a_change(audit_entry=None, reason="superseded")]
    assert "each_act_is_in_the_log" not in broken_in(with_issuer(changes=changes))


def test_a_revocation_is_told_by_the_entry_of_its_card_or_of_several() -> None:
    for act, subject in ((Act.CREDENTIAL_REVOKED, "card-1"), (Act.CREDENTIALS_REVOKED, None)):
        books = with_issuer(changes=[a_change(audit_entry=8)], **the_log(*LOGGED, (act, subject)))
        assert broken_in(books) == set()


def test_every_invariant_has_a_case_that_breaks_it() -> None:
    assert {invariant.__name__ for invariant in INVARIANTS} == BREAKING.keys()


@pytest.mark.parametrize(("name", "breaking"), list(cases()))
def test_invariant_is_broken_by_one_thing_changed(name: str, breaking: Callable[[], Books]) -> None:
    assert name in broken_in(breaking())


def test_heads_are_not_judged_where_no_chain_answers() -> None:
    inspected = inspect_books(replace(true_books(), heads=None))
    (remarked,) = [one for one in inspected if one.remark]
    assert remarked.lines() == [
        f"Holds: {remarked.sentence}",
        "  - The chain does not answer: its heads were not compared.",
    ]


def test_invariant_is_told_in_one_sentence() -> None:
    assert all(one.sentence.endswith(".") for one in inspect_books(true_books()))
