"""Reading the catalogue's files, strictly.

A new type is a new file: it names the facts of its data source that become claims, which of them the holder
may keep to themselves, how they are shown, how long a credential lives, and on which terms it is handed out.
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    integer_member,
    object_member,
    optional_integer_member,
    optional_string_array_member,
    string_member,
)
from issuer.domain.catalogue import (
    Approval,
    Catalogue,
    CredentialFormat,
    CredentialType,
    KeyAttestation,
)
from issuer.domain.catalogue_claims import parse_claims
from issuer.domain.catalogue_display import parse_type_display
from issuer.domain.catalogue_doctype import parse_doctype
from issuer.domain.catalogue_members import (
    choice,
    choice_member,
    inside,
    refuse_unknown_members,
    slug_member,
)
from issuer.domain.catalogue_predicates import parse_eligibility
from issuer.domain.citizens import REGISTER, REGISTER_FACTS
from issuer.domain.facts import FactType, FactTypes
from issuer.domain.identifiers import CredentialTypeId, FactName, SourceName

DEFAULT_BATCH_SIZE = 10
MAX_BATCH_SIZE = 100
_FACT_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_MEMBERS = frozenset(
    {
        "id",
        "version",
        "scope",
        "source",
        "formats",
        "doctype",
        "lifetime_days",
        "batch_size",
        "approval",
        "key_attestation",
        "facts",
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
        CatalogueInvalid: a document breaks a rule, two have the same identifier or scope, or they disagree
            on a fact of their source.
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
        _refuse_other_facts(parsed, types.values(), file_name)
        types[parsed.id] = parsed
        scopes.add(parsed.scope)
    if not types:
        raise CatalogueInvalid("The catalogue is empty.")
    return Catalogue(types)


def _refuse_other_facts(new: CredentialType, others: Iterable[CredentialType], file_name: str) -> None:
    for other in others:
        for name, fact_type in new.facts.items() if other.source == new.source else ():
            if other.facts.get(name, fact_type) != fact_type:
                raise CatalogueInvalid(
                    f"The catalogue file {file_name} calls the fact {name} of {new.source} a {fact_type}; "
                    f"for the type {other.id} it is a {other.facts[name]}."
                )


def _parse_type(document: JsonObject) -> CredentialType:
    refuse_unknown_members(document, _MEMBERS)
    source = SourceName(slug_member(document, "source"))
    facts = _parse_facts(document, source=source)
    batch_size = optional_integer_member(document, "batch_size", minimum=1, maximum=MAX_BATCH_SIZE)
    formats = _parse_formats(document)
    claims = parse_claims(document, facts=facts)
    return CredentialType(
        id=CredentialTypeId(slug_member(document, "id")),
        version=integer_member(document, "version", minimum=1),
        scope=slug_member(document, "scope"),
        source=source,
        formats=formats,
        lifetime=timedelta(days=integer_member(document, "lifetime_days", minimum=1, maximum=36_500)),
        batch_size=DEFAULT_BATCH_SIZE if batch_size is None else batch_size,
        approval=choice_member(document, "approval", default=Approval.NONE),
        key_attestation=choice_member(document, "key_attestation", default=KeyAttestation.NOT_REQUIRED),
        doctype=parse_doctype(document, claims=claims) if CredentialFormat.MDOC in formats else None,
        facts=facts,
        eligibility=parse_eligibility(document, facts=facts),
        display=parse_type_display(document),
        claims=claims,
    )


def _parse_facts(document: JsonObject, *, source: SourceName) -> FactTypes:
    declared = object_member(document, "facts")
    facts: dict[FactName, FactType] = {}
    with inside("facts"):
        for name in declared:
            if not _FACT_NAME.fullmatch(name):
                raise MemberInvalid(f"{name}: not a name of small letters, digits and '_'")
            facts[FactName(name)] = choice(string_member(declared, name), name, of=FactType)
            if source == REGISTER and REGISTER_FACTS.get(FactName(name)) != facts[FactName(name)]:
                raise MemberInvalid(f"{name}: the register knows no such fact of this type")
    return facts


def _parse_formats(document: JsonObject) -> tuple[CredentialFormat, ...]:
    names = optional_string_array_member(document, "formats", default=(CredentialFormat.SD_JWT_VC,))
    formats = tuple(choice(name, "formats", of=CredentialFormat) for name in names)
    if not formats or len(set(formats)) != len(formats):
        raise MemberInvalid("formats: at least one is required, each once")
    return formats
