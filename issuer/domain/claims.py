"""From a citizen of the register to the claims of a credential."""

from datetime import date, datetime, tzinfo

from citywallet.protocol.encoding import JsonObject, JsonValue
from issuer.domain.ages import age_on
from issuer.domain.catalogue import ClaimDescription, CredentialType, Fact
from issuer.domain.citizens import Citizen


def is_eligible(citizen: Citizen, credential_type: CredentialType) -> bool:
    """Whether the register, as it stands now, entitles the citizen to this type."""
    return all(_is_true(fact, citizen) for fact in credential_type.eligibility)


def build_claims(citizen: Citizen, credential_type: CredentialType, *, on: date) -> JsonObject:
    """The claims of a credential signed on the day `on`; what the register does not know is left out."""
    claims: JsonObject = {}
    for description in credential_type.claims:
        value = _state_fact(description, citizen, on)
        if value is not None:
            _put(claims, description.path, value)
    return claims


def disclosable_paths(claims: JsonObject, credential_type: CredentialType) -> tuple[tuple[str, ...], ...]:
    """The claims that the holder may keep to themselves, of those that are there."""
    return tuple(
        item.path for item in credential_type.claims if item.disclosable and _holds(claims, item.path)
    )


def expiry_of(credential_type: CredentialType, *, issued_at: datetime, time_zone: tzinfo) -> datetime:
    """The end of a credential's life: the city's midnight at which its days are over.

    Rounded to the day, so that it tells nobody at which hour a card was fetched.
    """
    local = issued_at.astimezone(time_zone)
    last_day = (local + credential_type.lifetime).date()
    return datetime(last_day.year, last_day.month, last_day.day, tzinfo=time_zone).astimezone(
        issued_at.tzinfo
    )


def _is_true(fact: Fact, citizen: Citizen) -> bool:
    return fact is Fact.INCHEON_RESIDENT and citizen.incheon_resident


def _state_fact(description: ClaimDescription, citizen: Citizen, on: date) -> JsonValue:
    match description.fact:
        case Fact.NAME:
            return citizen.name
        case Fact.BIRTHDATE:
            return citizen.birthdate.isoformat()
        case Fact.AGE_EQUAL_OR_OVER:
            assert description.threshold is not None
            return age_on(citizen.birthdate, on) >= description.threshold
        case Fact.DISTRICT:
            return {"id": citizen.district.id} | _place(citizen.district.name, citizen.district.code)
        case Fact.LEGAL_DONG:
            dong = citizen.legal_dong
            return None if dong is None else _place(dong.name, dong.code)
        case Fact.INCHEON_RESIDENT:
            return citizen.incheon_resident


def _place(name: str, code: str | None) -> JsonObject:
    return {"name": name} if code is None else {"name": name, "code": code}


def _put(claims: JsonObject, path: tuple[str, ...], value: JsonValue) -> None:
    target = claims
    for part in path[:-1]:
        inner = target.setdefault(part, {})
        assert isinstance(inner, dict)
        target = inner
    target[path[-1]] = value


def _holds(claims: JsonObject, path: tuple[str, ...]) -> bool:
    value: JsonValue = claims
    for part in path:
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    return True
