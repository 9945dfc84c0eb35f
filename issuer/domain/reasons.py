"""Why an officer changes a credential."""

from enum import StrEnum


class ReasonCode(StrEnum):
    """What enters the audit log in place of an officer's own words, which may name a person."""

    LOST = "lost"
    STOLEN = "stolen"
    DEVICE_CHANGED = "device_changed"
    FACTS_CHANGED = "facts_changed"
    MOVED_AWAY = "moved_away"
    DECEASED = "deceased"
    ISSUED_IN_ERROR = "issued_in_error"
    MISUSE = "misuse"
    CITIZENS_WISH = "citizens_wish"
    OTHER = "other"


class OwnReason(StrEnum):
    """Why the issuer itself ends a credential, without anybody of the office."""

    SUPERSEDED = "superseded"
    ISSUED_AGAIN = "issued again"


def code_of(reason: str | None) -> ReasonCode | None:
    """The code of what was given as a reason: itself where it is one, `other` for any other text."""
    if reason is None:
        return None
    return ReasonCode(reason) if reason in set(ReasonCode) else ReasonCode.OTHER
