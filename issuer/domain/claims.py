"""From what a source says of a citizen to the claims of a credential."""

from datetime import date, datetime, tzinfo

from citywallet.protocol.encoding import JsonObject, JsonValue
from issuer.domain.catalogue import ClaimDescription, CredentialType
from issuer.domain.facts import Facts, FactValue, Place
from issuer.domain.predicates import is_true


def is_eligible(facts: Facts, credential_type: CredentialType, *, on: date) -> bool:
    """Whether what the source says entitles the citizen to this type on the day `on`.

    Every condition holds, and every claim that the type always has can be made.
    """
    return all(
        condition.fact in facts and is_true(condition.predicate, facts[condition.fact], on=on)
        for condition in credential_type.eligibility
    ) and all(claim.fact in facts for claim in credential_type.claims if claim.mandatory)


def build_claims(facts: Facts, credential_type: CredentialType, *, on: date) -> JsonObject:
    """The claims of a credential signed on the day `on`; what the source does not know is left out."""
    claims: JsonObject = {}
    for description in credential_type.claims:
        value = facts.get(description.fact)
        if value is not None:
            _put(claims, description.path, state_claim(description, value, on=on))
    return claims


def state_claim(description: ClaimDescription, value: FactValue, *, on: date) -> JsonValue:
    """What one claim says on the day `on`, given what the source says."""
    if description.predicate is not None:
        return is_true(description.predicate, value, on=on)
    match value:
        case date():
            return value.isoformat()
        case Place():
            members = {"id": value.id, "name": value.name, "code": value.code}
            return {name: text for name, text in members.items() if text is not None}
        case tuple():
            return list(value)
        case _:
            return value


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
