"""Reading the catalogue's files, strictly.

A new type is a new file: it names the facts of its data source that become claims, which of them the holder
may keep to themselves, how they are shown, how long a credential lives, and on which terms it is handed out.
"""

from collections.abc import Iterable
from datetime import timedelta

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    integer_member,
    optional_integer_member,
    optional_string_array_member,
    string_array_member,
    string_member,
)
from issuer.domain.catalogue import (
    Approval,
    Catalogue,
    CredentialFormat,
    CredentialType,
    Fact,
    KeyAttestation,
)
from issuer.domain.catalogue_claims import parse_claims
from issuer.domain.catalogue_display import parse_type_display
from issuer.domain.catalogue_members import choice, choice_member, refuse_unknown_members, slug_member
from issuer.domain.identifiers import CredentialTypeId, SourceName

DEFAULT_BATCH_SIZE = 10
MAX_BATCH_SIZE = 100
# Of the formats that a file may one day name, those in which we issue.
SERVED_FORMATS = frozenset({CredentialFormat.SD_JWT_VC})
REGISTER = SourceName("register")
_MEMBERS = frozenset(
    {
        "id",
        "version",
        "scope",
        "source",
        "formats",
        "lifetime_days",
        "batch_size",
        "approval",
        "key_attestation",
        "eligibility",
        "display",
        "claims",
    }
)


class CatalogueInvalid(Exception):
    """Raised at start when a catalogue file cannot be used; the message names file, member and reason."""


def build_catalogue(documents: Iterable[tuple[str, JsonObject]]) -> Catalogue:
    """Read all catalogue documents, given as (file name, content).

    Raises:
        CatalogueInvalid: a document breaks a rule, or two have the same identifier or scope.
    """
    types: dict[CredentialTypeId, CredentialType] = {}
    scopes: set[str] = set()
    for file_name, document in documents:
        try:
            parsed = _parse_type(document)
        except MemberInvalid as error:
            raise CatalogueInvalid(f"The catalogue file {file_name} cannot be used: {error}") from error
        if parsed.id in types:
            raise CatalogueInvalid(f"The catalogue file {file_name} repeats the type {parsed.id}.")
        if parsed.scope in scopes:
            raise CatalogueInvalid(f"The catalogue file {file_name} repeats the scope {parsed.scope}.")
        types[parsed.id] = parsed
        scopes.add(parsed.scope)
    if not types:
        raise CatalogueInvalid("The catalogue is empty.")
    return Catalogue(types)


def _parse_type(document: JsonObject) -> CredentialType:
    refuse_unknown_members(document, _MEMBERS)
    batch_size = optional_integer_member(document, "batch_size", minimum=1, maximum=MAX_BATCH_SIZE)
    return CredentialType(
        id=CredentialTypeId(slug_member(document, "id")),
        version=integer_member(document, "version", minimum=1),
        scope=slug_member(document, "scope"),
        source=_parse_source(document),
        formats=_parse_formats(document),
        lifetime=timedelta(days=integer_member(document, "lifetime_days", minimum=1, maximum=36_500)),
        batch_size=DEFAULT_BATCH_SIZE if batch_size is None else batch_size,
        approval=choice_member(document, "approval", default=Approval.NONE),
        key_attestation=choice_member(document, "key_attestation", default=KeyAttestation.NOT_REQUIRED),
        eligibility=_parse_eligibility(document),
        display=parse_type_display(document),
        claims=parse_claims(document),
    )


def _parse_source(document: JsonObject) -> SourceName:
    if string_member(document, "source") != REGISTER:
        raise MemberInvalid("source: the only data source is 'register'")
    return REGISTER


def _parse_formats(document: JsonObject) -> tuple[CredentialFormat, ...]:
    names = optional_string_array_member(document, "formats", default=(CredentialFormat.SD_JWT_VC,))
    formats = tuple(choice(name, "formats", of=CredentialFormat) for name in names)
    if not formats or len(set(formats)) != len(formats):
        raise MemberInvalid("formats: at least one is required, each once")
    if not SERVED_FORMATS.issuperset(formats):
        raise MemberInvalid(f"formats: only {', '.join(sorted(SERVED_FORMATS))} can be issued")
    return formats


def _parse_eligibility(document: JsonObject) -> frozenset[Fact]:
    conditions = frozenset(string_array_member(document, "eligibility"))
    if conditions - {Fact.INCHEON_RESIDENT}:
        raise MemberInvalid("eligibility: it can only ask for 'incheon_resident'")
    return frozenset(Fact(condition) for condition in conditions)
