"""Reading the catalogue's files, strictly.

A new type is a new file: it names the facts of its data source that become claims, which of them the holder
may keep to themselves, how they are shown, and how long a credential lives.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    array_member,
    boolean_member,
    integer_member,
    object_member,
    optional_integer_member,
    string_member,
)
from citywallet.protocol.errors import ProtocolError
from issuer.domain.catalogue import Catalogue, ClaimDescription, CredentialType, Fact, TypeDisplay
from issuer.domain.identifiers import CredentialTypeId

# Claims with which the formats themselves work; a type may never define them, so they are never disclosable.
RESERVED_CLAIMS = frozenset(
    {
        "iss",
        "sub",
        "aud",
        "iat",
        "nbf",
        "exp",
        "jti",
        "cnf",
        "status",
        "vct",
        "vct#integrity",
        "_sd",
        "_sd_alg",
        "...",
    }
)
LOCALES = frozenset({"ko", "en"})
_MEMBERS = frozenset(
    {"id", "version", "scope", "source", "lifetime_days", "eligibility", "display", "claims"}
)
_CLAIM_MEMBERS = frozenset({"path", "fact", "threshold", "disclosable", "mandatory", "display"})


class CatalogueInvalid(Exception):
    """Raised at start when a catalogue file cannot be used; the message names the file and the reason."""


def build_catalogue(documents: Iterable[tuple[str, JsonObject]]) -> Catalogue:
    """Read all catalogue documents, given as (file name, content).

    Raises:
        CatalogueInvalid: a document breaks a rule, or two have the same identifier.
    """
    types: dict[CredentialTypeId, CredentialType] = {}
    for file_name, document in documents:
        try:
            parsed = _parse_type(document)
        except (ProtocolError, ValueError) as error:
            raise CatalogueInvalid(f"The catalogue file {file_name} cannot be used: {error}") from error
        if parsed.id in types:
            raise CatalogueInvalid(f"The catalogue file {file_name} repeats the type {parsed.id}.")
        types[parsed.id] = parsed
    if not types:
        raise CatalogueInvalid("The catalogue is empty.")
    return Catalogue(types)


def _parse_type(document: JsonObject) -> CredentialType:
    _refuse_unknown_members(document, _MEMBERS, "the type")
    if string_member(document, "source") != "register":
        raise ValueError("the only data source is 'register'")
    claims = tuple(_parse_claim(_as_object(item, "claims")) for item in array_member(document, "claims"))
    _refuse_overlaps([claim.path for claim in claims])
    return CredentialType(
        id=CredentialTypeId(_slug(string_member(document, "id"))),
        version=_positive(integer_member(document, "version"), "version"),
        scope=_slug(string_member(document, "scope")),
        lifetime=timedelta(days=_positive(integer_member(document, "lifetime_days"), "lifetime_days")),
        eligibility=frozenset(_parse_condition(item) for item in array_member(document, "eligibility")),
        display=_parse_display([_as_object(item, "display") for item in array_member(document, "display")]),
        claims=claims,
    )


def _parse_condition(item: JsonValue) -> Fact:
    if item != Fact.INCHEON_RESIDENT.value:
        raise ValueError("eligibility can only ask for 'incheon_resident'")
    return Fact.INCHEON_RESIDENT


def _parse_claim(item: JsonObject) -> ClaimDescription:
    _refuse_unknown_members(item, _CLAIM_MEMBERS, "a claim")
    path = tuple(_as_string(part, "path") for part in array_member(item, "path"))
    if not path or not all(path):
        raise ValueError("a claim's path names at least one member")
    if RESERVED_CLAIMS & set(path):
        raise ValueError(f"the claim {'.'.join(path)} belongs to the format and cannot be defined by a type")
    fact = _parse_fact(string_member(item, "fact"))
    threshold = optional_integer_member(item, "threshold")
    if (threshold is not None) != (fact is Fact.AGE_EQUAL_OR_OVER):
        raise ValueError(f"the claim {'.'.join(path)} needs a threshold exactly if its fact is an age")
    return ClaimDescription(
        path=path,
        fact=fact,
        threshold=None if threshold is None else _positive(threshold, "threshold"),
        disclosable=boolean_member(item, "disclosable"),
        mandatory=boolean_member(item, "mandatory"),
        labels=_parse_labels(object_member(item, "display")),
    )


def _parse_fact(name: str) -> Fact:
    try:
        return Fact(name)
    except ValueError:
        raise ValueError(f"the register knows no fact '{name}'") from None


def _parse_labels(display: JsonObject) -> Mapping[str, str]:
    if set(display) != LOCALES:
        raise ValueError("each claim is named in exactly ko and en")
    return {locale: string_member(display, locale) for locale in sorted(LOCALES, reverse=True)}


def _parse_display(items: list[JsonObject]) -> tuple[TypeDisplay, ...]:
    display = tuple(
        TypeDisplay(
            locale=string_member(item, "locale"),
            name=string_member(item, "name"),
            description=string_member(item, "description"),
            background_color=string_member(item, "background_color"),
            text_color=string_member(item, "text_color"),
        )
        for item in items
    )
    if sorted(entry.locale for entry in display) != sorted(LOCALES):
        raise ValueError("a type presents itself in exactly ko and en, each once")
    return display


def _refuse_overlaps(paths: list[tuple[str, ...]]) -> None:
    for number, path in enumerate(paths):
        for other in paths[number + 1 :]:
            shorter = min(len(path), len(other))
            if path[:shorter] == other[:shorter]:
                raise ValueError(f"the claims {'.'.join(path)} and {'.'.join(other)} overlap")


def _refuse_unknown_members(item: JsonObject, known: frozenset[str], where: str) -> None:
    unknown = set(item) - known
    if unknown:
        raise ValueError(f"{where} has the unknown member '{min(unknown)}'")


def _slug(text: str) -> str:
    if not text or not all(
        character.isascii() and (character.isalnum() or character in "-_.") for character in text
    ):
        raise ValueError(f"'{text}' is not an identifier of letters, digits, '-', '_' and '.'")
    return text


def _positive(number: int, name: str) -> int:
    if number < 1:
        raise ValueError(f"{name} must be at least 1")
    return number


def _as_object(value: JsonValue, name: str) -> JsonObject:
    if not isinstance(value, dict):
        raise ValueError(f"{name} holds objects")
    return value


def _as_string(value: JsonValue, name: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} holds strings")
    return value
