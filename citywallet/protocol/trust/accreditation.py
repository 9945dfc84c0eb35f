"""Who may issue which type of credential, and when, as the public directory states it."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.trust.errors import AccreditationNotInForce, IssuerNotAccredited


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A span of block times; `end` is None while it lasts and does not belong to it."""

    start: datetime
    end: datetime | None

    def contains(self, at: datetime) -> bool:
        """Whether `at` lies in the period."""
        return self.start <= at and (self.end is None or at < self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accreditation:
    """The history of one issuer's right to issue one type: when it was accredited, when it was suspended."""

    issuer_id: bytes
    type_id: bytes
    periods: tuple[Period, ...]
    suspensions: tuple[Period, ...]

    def is_good_at(self, at: datetime) -> bool:
        """Whether the issuer was accredited and not suspended at `at`."""
        accredited = any(period.contains(at) for period in self.periods)
        return accredited and not any(period.contains(at) for period in self.suspensions)


def check_accreditation(
    accreditation: Accreditation | None, *, issuer_id: bytes, type_id: bytes, at: datetime
) -> Accreditation:
    """Check that the directory accredits this issuer for this type at `at`.

    Raises:
        IssuerNotAccredited: there is no accreditation, or it is another's.
        AccreditationNotInForce: `at` lies outside its periods or in a suspension.
    """
    if accreditation is None:
        raise IssuerNotAccredited("no accreditation")
    if accreditation.issuer_id != issuer_id or accreditation.type_id != type_id:
        raise IssuerNotAccredited("accreditation of another issuer or type")
    if not accreditation.is_good_at(at):
        raise AccreditationNotInForce(f"not at {at.isoformat()}")
    return accreditation
