"""Applications: what citizens asked for without an offer, and what an officer says to it.

For the wallet an application is a deferred transaction of OpenID4VCI: it knows the transaction's id, and
collects the credential with it. The office knows the application by another id.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.keys import PublicJwk
from citywallet.protocol.oid4vci import TransactionIdInvalid
from issuer.domain.errors import ApplicationDecided
from issuer.domain.identifiers import (
    ApplicationId,
    AuthorizationId,
    CitizenId,
    CredentialConfigurationId,
    IssuanceId,
)

TransactionId = NewType("TransactionId", str)
_TRANSACTION_ID = re.compile(r"[0-9a-f]{32}")

# What the citizen reads where no officer wrote it.
EXPIRED = BilingualText(
    ko="신청 기간이 지났어요. 다시 신청해 주세요.",
    en="The application was not decided, or not collected, in time. Please apply again.",
)
NOT_ENTITLED = BilingualText(
    ko="지금은 자격이 확인되지 않아요. 담당 부서에 문의해 주세요.",
    en="The records do not confirm your entitlement any more. Please ask the office.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decided, as the audit log names them, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nobody has decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """An officer said yes; the wallet has not come for it."""

    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The citizen gets nothing, and reads the reason."""

    decision: Decision
    reason: BilingualText


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """The wallet came for it; asking again gives what this issuance gave."""

    decision: Decision
    issuance_id: IssuanceId


@dataclass(frozen=True, slots=True)
class Expired:
    """It was not decided, or not collected, in time."""


ApplicationState = Waiting | Approved | Refused | Collected | Expired


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What is asked for, by which right, and the keys that were proven when it was asked for.

    The same request, of the same 32-byte digest, is promised the same transaction.
    """

    id: ApplicationId
    transaction_id: TransactionId
    authorization_id: AuthorizationId
    citizen_id: CitizenId
    configuration_id: CredentialConfigurationId
    request_digest: bytes
    keys: tuple[PublicJwk, ...]
    submitted_at: datetime
    expires_at: datetime
    state: ApplicationState


def parse_transaction_id(text: str) -> TransactionId:
    """The id of a transaction, as a wallet sends it.

    Raises:
        TransactionIdInvalid: we never gave out an id of this form.
    """
    if not _TRANSACTION_ID.fullmatch(text):
        raise TransactionIdInvalid("another form")
    return TransactionId(text)


def state_at(application: Application, now: datetime) -> ApplicationState:
    """The state at a moment: what is open ends by itself, whether or not anybody has noted it."""
    if isinstance(application.state, Waiting | Approved) and now >= application.expires_at:
        return Expired()
    return application.state


class StateName(StrEnum):
    """The states, as a list is asked for them."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    COLLECTED = "collected"
    EXPIRED = "expired"


def name_of(state: ApplicationState) -> StateName:
    """How a state is called."""
    match state:
        case Waiting():
            return StateName.WAITING
        case Approved():
            return StateName.APPROVED
        case Refused():
            return StateName.REFUSED
        case Collected():
            return StateName.COLLECTED
        case Expired():
            return StateName.EXPIRED


def decide(application: Application, verdict: Approved | Refused) -> Application:
    """An officer decides. The same verdict of the same person again changes nothing.

    Raises:
        ApplicationDecided: it was decided otherwise or by somebody else, or its time is over.
    """
    if _said_before(application.state, verdict):
        return application
    if not isinstance(state_at(application, verdict.decision.at), Waiting):
        raise ApplicationDecided(name_of(application.state))
    return replace(application, state=verdict)


def _said_before(state: ApplicationState, verdict: Approved | Refused) -> bool:
    if not isinstance(state, Approved | Refused):
        return False
    return replace(state, decision=verdict.decision) == verdict and state.decision.by == verdict.decision.by
