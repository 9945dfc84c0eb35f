"""A citizen as the city's register knows them."""

from dataclasses import dataclass
from datetime import date

from issuer.domain.identifiers import CitizenId


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A 군 or 구: its own stable identifier, its name, and the official code where the register knows it."""

    id: str
    name: str
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalDong:
    """A 법정동: the name, and the official code where the register knows it."""

    name: str
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """One row of the register, read strictly."""

    id: CitizenId
    name: str
    birthdate: date
    district: District
    legal_dong: LegalDong | None
    incheon_resident: bool
