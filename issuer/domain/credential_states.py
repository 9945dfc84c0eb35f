"""The life of an issued credential: valid, suspended for a while, or revoked for good.

Valid ◀── resume ── Suspended ── revoke ──▶ Revoked ◀── revoke ── Valid
Valid ── suspend ─▶ Suspended
"""

from dataclasses import dataclass
from enum import StrEnum

from citywallet.protocol.statuslist import CredentialStatus
from issuer.domain.errors import RevokedIsFinal


class StatusAct(StrEnum):
    """What an officer, or the issuer itself, does to a credential."""

    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class Valid:
    """In force."""


@dataclass(frozen=True, slots=True)
class Suspended:
    """Paused; it can be resumed."""


@dataclass(frozen=True, slots=True)
class Revoked:
    """Ended for good."""


CredentialState = Valid | Suspended | Revoked


def transition(state: CredentialState, act: StatusAct) -> CredentialState:
    """The state after `act`; an act that is already done changes nothing, so that it can be tried again.

    Raises:
        RevokedIsFinal: a revoked credential is to be suspended or resumed.
    """
    if isinstance(state, Revoked) and act is not StatusAct.REVOKE:
        raise RevokedIsFinal(act)
    match act:
        case StatusAct.REVOKE:
            return Revoked()
        case StatusAct.SUSPEND:
            return Suspended()
        case StatusAct.RESUME:
            return Valid()


def status_of(state: CredentialState) -> CredentialStatus:
    """The value in the status list: no reason is given away."""
    match state:
        case Valid():
            return CredentialStatus.VALID
        case Suspended():
            return CredentialStatus.SUSPENDED
        case Revoked():
            return CredentialStatus.INVALID
