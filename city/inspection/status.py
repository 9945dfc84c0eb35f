"""What must hold of states, status lists and their heads on the chain."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from city.inspection.books import Books
from citywallet.protocol.anchoring import list_root
from citywallet.protocol.statuslist import (
    MAX_LIST_BYTES,
    CredentialStatus,
    StatusList,
    decompress_list,
    parse_status_list_token,
)
from issuer.adapters.state_names import name_of_state, state_named
from issuer.adapters.tables import StatusListRow, StatusPublicationRow
from issuer.domain.credential_states import CredentialState, StatusAct, Valid, status_of, transition
from issuer.domain.errors import RevokedIsFinal


def states_follow_the_rules(books: Books) -> Iterator[str]:
    """States move between valid and suspended, and to revoked for good; the last change is the state."""
    states: dict[str, CredentialState] = defaultdict(Valid)
    for change in books.issuer.changes:
        try:
            state = transition(states[change.credential_id], StatusAct(change.act))
        except RevokedIsFinal:
            yield f"credential {change.credential_id} was revoked and then had {change.act}"
            continue
        if name_of_state(state) != change.state:
            yield f"change {change.id} is {change.act} but leads to {change.state}"
        states[change.credential_id] = state
    for intent in books.issuer.intents:
        if (expected := name_of_state(states[intent.credential_id])) != intent.state:
            yield f"credential {intent.credential_id} is {intent.state}, its changes say {expected}"


def sequences_have_no_gap(books: Books) -> Iterator[str]:
    """Sequences rise by one; what is anchored is the beginning of what is published."""
    for one in books.issuer.lists:
        publications = _publications(books, one)
        if [each.sequence for each in publications] != list(range(1, len(publications) + 1)):
            yield f"the sequences of list {one.number} have a gap"
        anchored = [each.anchored_at is not None for each in publications]
        if anchored != sorted(anchored, reverse=True):
            yield f"list {one.number} has an anchored token after one that is not"


def effect_is_on_chain_once(books: Books) -> Iterator[str]:
    """Each token is in the outbox once, and each that was anchored, and no other, is a head on the chain."""
    wanted = Counter(f"{each.list_number}/{each.sequence}" for each in books.issuer.publications)
    queued = Counter(item.key for item in books.issuer.outbox)
    if wanted != queued:
        yield f"tokens and outbox differ: {sorted((wanted - queued) | (queued - wanted))}"
    delivered = {item.key for item in books.issuer.outbox if item.delivered_at is not None}
    for each in books.issuer.publications:
        if each.anchored_at is None and f"{each.list_number}/{each.sequence}" in delivered:
            yield f"token {each.list_number}/{each.sequence} counts as delivered, but not as anchored"
    for one in books.issuer.lists:
        yield from _differences_from_chain(books, one)


def _differences_from_chain(books: Books, one: StatusListRow) -> Iterator[str]:
    if books.heads is None:
        return
    heads, publications = books.heads[one.number], _publications(books, one)
    if len(heads) > len(publications):
        yield f"the chain has {len(heads)} heads of list {one.number}, of {len(publications)} tokens"
    for publication, anchored in zip(publications, heads, strict=False):
        head = anchored.head
        if (head.sequence, head.root, head.token_digest) != (
            publication.sequence,
            publication.root,
            publication.digest,
        ):
            yield f"the chain has another head for token {one.number}/{publication.sequence}"
    for publication in publications[len(heads) :]:
        if publication.anchored_at is not None:
            yield f"token {one.number}/{publication.sequence} counts as anchored, the chain does not have it"


def lists_follow_from_the_changes(books: Books) -> Iterator[str]:
    """The newest published and anchored lists are what the changes of states make of empty ones."""
    for one in books.issuer.lists:
        publications = _publications(books, one)
        newest_anchored = [each for each in publications if each.anchored_at is not None][-1:]
        for publication in {each.sequence: each for each in publications[-1:] + newest_anchored}.values():
            rebuilt = _rebuilt(books, one, publication.sequence)
            compressed = parse_status_list_token(publication.token).compressed
            if decompress_list(compressed, limit=MAX_LIST_BYTES) != rebuilt.data:
                yield f"token {one.number}/{publication.sequence} is not what the changes make"
            if list_root(rebuilt.data) != publication.root:
                yield f"the root of token {one.number}/{publication.sequence} is not that of its list"


def _rebuilt(books: Books, one: StatusListRow, sequence: int) -> StatusList:
    statuses: dict[int, CredentialStatus] = {}
    for change in books.issuer.changes:
        if change.list_number == one.number and change.sequence is not None and change.sequence <= sequence:
            statuses[change.list_index] = status_of(state_named(change.state))
    return StatusList.empty(bits=one.bits, entries=one.entries).with_statuses(statuses)


def _publications(books: Books, one: StatusListRow) -> list[StatusPublicationRow]:
    return [each for each in books.issuer.publications if each.list_number == one.number]
