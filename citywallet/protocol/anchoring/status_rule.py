"""From a served status list token and an anchored head to a status: the rule, without any fetching.

A head is what everybody sees; a token is what this reader was given. "Valid" comes only from the token that
the head commits to. A newer token may make the answer stricter at once, for a revocation need not wait for
its block.
"""

from dataclasses import dataclass
from enum import StrEnum

from citywallet.protocol.anchoring.head import AnchoredHead
from citywallet.protocol.anchoring.list_root import list_root
from citywallet.protocol.statuslist import (
    CredentialStatus,
    StatusIndexOutOfRange,
    StatusValueUnknown,
    VerifiedStatusList,
)

_WEIGHT = {CredentialStatus.VALID: 0, CredentialStatus.SUSPENDED: 1, CredentialStatus.INVALID: 2}


class StatusBasis(StrEnum):
    """What a status rests on."""

    HEAD_LIST = "head_list"  # the token that the head commits to
    NEWER_LIST = "newer_list"  # a signed token ahead of the head, which only makes the answer stricter


class UnknownCause(StrEnum):
    """Why no status could be established."""

    CHAIN_UNREACHABLE = "chain_unreachable"
    HEAD_MISSING = "head_missing"
    HEAD_TOO_OLD = "head_too_old"
    HEAD_ROLLED_BACK = "head_rolled_back"
    BLOCK_FROM_FUTURE = "block_from_future"
    INDEX_OUT_OF_RANGE = "index_out_of_range"
    VALUE_RESERVED = "value_reserved"
    LIST_UNAVAILABLE = "list_unavailable"
    LIST_NOT_TRUSTED = "list_not_trusted"
    STATUS_ABSENT = "status_absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEstablished:
    """The status, what it rests on, the head that was current and the sequence of the token that gave it."""

    status: CredentialStatus
    basis: StatusBasis
    head: AnchoredHead
    token_sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadTokenNeeded:
    """The served token does not suffice: fetch the head's own by its digest. `at_least` stands without it."""

    token_digest: bytes
    at_least: StatusEstablished | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusConflict:
    """The issuer signed two different lists under one sequence."""

    head: AnchoredHead


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusUnknown:
    """No status could be established: refused."""

    cause: UnknownCause


StatusAnswer = StatusEstablished | StatusConflict | StatusUnknown


def match_served_token(
    token: VerifiedStatusList | None, *, head: AnchoredHead, index: int
) -> StatusAnswer | HeadTokenNeeded:
    """What the token at the list's URI says about entry `index`, held against the current head.

    `token` is None when it could not be had, not be read, or was badly signed.
    """
    # (1) The entry exists in the list that the chain knows; entries and bits come from there.
    if not 0 <= index < head.head.entries:
        return StatusUnknown(cause=UnknownCause.INDEX_OUT_OF_RANGE)
    # (2) Nothing usable, or a token rolled back: the head's own decides.
    if token is None or token.sequence is None or token.sequence < head.head.sequence:
        return HeadTokenNeeded(token_digest=head.head.token_digest, at_least=None)
    # (3) The same sequence must be the same list.
    if token.sequence == head.head.sequence:
        return _read_committed(token, head=head, index=index)
    # (4) Ahead of the head: it may only make the answer stricter.
    return _read_ahead(token, head=head, index=index)


def match_head_token(
    token: VerifiedStatusList | None, *, needed: HeadTokenNeeded, head: AnchoredHead, index: int
) -> StatusAnswer:
    """The answer once the head's own token was fetched by its digest (None: it could not be had)."""
    if token is None or token.sequence != head.head.sequence:
        return needed.at_least or StatusUnknown(cause=UnknownCause.LIST_UNAVAILABLE)
    committed = _read_committed(token, head=head, index=index)
    if needed.at_least is None or not isinstance(committed, StatusEstablished):
        return committed
    stricter = _WEIGHT[needed.at_least.status] > _WEIGHT[committed.status]
    return needed.at_least if stricter else committed


def match_committed_token(
    token: VerifiedStatusList | None, *, head: AnchoredHead, index: int
) -> StatusAnswer:
    """What one given head's own token says: the rule for a past time, where nothing newer counts."""
    if not 0 <= index < head.head.entries:
        return StatusUnknown(cause=UnknownCause.INDEX_OUT_OF_RANGE)
    if token is None or token.sequence != head.head.sequence:
        return StatusUnknown(cause=UnknownCause.LIST_UNAVAILABLE)
    return _read_committed(token, head=head, index=index)


def is_committed(token: VerifiedStatusList, *, head: AnchoredHead) -> bool:
    """Whether the head commits to this list: equal digest, or the root recomputed from the list."""
    if token.digest == head.head.token_digest:
        return True
    return list_root(token.status_list.data) == head.head.root


def _read_committed(token: VerifiedStatusList, *, head: AnchoredHead, index: int) -> StatusAnswer:
    # A list read with other bits than the head's would show another citizen's status.
    if token.status_list.bits != head.head.bits or not is_committed(token, head=head):
        return StatusConflict(head=head)
    return _read(token, head=head, index=index, basis=StatusBasis.HEAD_LIST)


def _read_ahead(
    token: VerifiedStatusList, *, head: AnchoredHead, index: int
) -> StatusAnswer | HeadTokenNeeded:
    needed = HeadTokenNeeded(token_digest=head.head.token_digest, at_least=None)
    if token.status_list.bits != head.head.bits:
        return needed
    newer = _read(token, head=head, index=index, basis=StatusBasis.NEWER_LIST)
    if not isinstance(newer, StatusEstablished) or newer.status is CredentialStatus.VALID:
        return needed
    if newer.status is CredentialStatus.INVALID:
        return newer
    return HeadTokenNeeded(token_digest=head.head.token_digest, at_least=newer)


def _read(
    token: VerifiedStatusList, *, head: AnchoredHead, index: int, basis: StatusBasis
) -> StatusEstablished | StatusUnknown:
    if token.sequence is None:
        return StatusUnknown(cause=UnknownCause.LIST_UNAVAILABLE)
    try:
        status = token.status_list.status_at(index)
    except StatusIndexOutOfRange:
        return StatusUnknown(cause=UnknownCause.INDEX_OUT_OF_RANGE)
    except StatusValueUnknown:
        return StatusUnknown(cause=UnknownCause.VALUE_RESERVED)
    return StatusEstablished(status=status, basis=basis, head=head, token_sequence=token.sequence)
