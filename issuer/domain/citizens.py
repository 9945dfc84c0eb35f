"""A citizen as the city's register knows them."""

from dataclasses import dataclass
from datetime import date

from issuer.domain.facts import Facts, FactType, FactTypes, FactValue, Place
from issuer.domain.identifiers import CitizenId, FactName, SourceName

REGISTER = SourceName("register")
REGISTER_FACTS: FactTypes = {
    FactName("name"): FactType.TEXT,
    FactName("birthdate"): FactType.DATE,
    FactName("district"): FactType.PLACE,
    FactName("legal_dong"): FactType.PLACE,
    FactName("incheon_resident"): FactType.BOOLEAN,
}


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


def facts_of(citizen: Citizen) -> Facts:
    """What the register says of a citizen."""
    district, dong = citizen.district, citizen.legal_dong
    facts: dict[FactName, FactValue] = {
        FactName("name"): citizen.name,
        FactName("birthdate"): citizen.birthdate,
        FactName("district"): Place(id=district.id, name=district.name, code=district.code),
        FactName("incheon_resident"): citizen.incheon_resident,
    }
    if dong is not None:
        facts[FactName("legal_dong")] = Place(name=dong.name, code=dong.code)
    return facts
