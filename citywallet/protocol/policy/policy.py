"""What a verifier demands before it says yes."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from citywallet.protocol.policy.conditions import Condition


class HolderBinding(StrEnum):
    """Whether the card's owner must prove possession of its key."""

    REQUIRED = "required"
    NOT_CHECKED = "not_checked"  # a card checked as a file; the report says so


class IssuanceLogUse(StrEnum):
    """Whether the card must be found in the issuer's public log."""

    REQUIRED = "required"
    NOT_USED = "not_used"  # the report says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One service's demands.

    Signature, certificate, registered key, accreditation, validity and status are always checked: no policy
    can do without them. `status_max_age` is how old the status head may be. `conditions` is None only where
    a card is checked by itself, without a question.
    """

    holder_binding: HolderBinding
    issuance_log: IssuanceLogUse
    status_max_age: timedelta
    conditions: Condition | None


def genuine_card_policy(*, status_max_age: timedelta) -> Policy:
    """The policy for a card checked by itself: is it genuine and in force? Who shows it is not checked."""
    return Policy(
        holder_binding=HolderBinding.NOT_CHECKED,
        issuance_log=IssuanceLogUse.NOT_USED,
        status_max_age=status_max_age,
        conditions=None,
    )
