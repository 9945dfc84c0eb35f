"""Reading the claims of a catalogue file."""

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    boolean_member,
    string_array_member,
)
from issuer.domain.catalogue import ClaimDescription
from issuer.domain.catalogue_display import parse_labels
from issuer.domain.catalogue_members import each_object, refuse_unknown_members
from issuer.domain.catalogue_predicates import PREDICATE_MEMBERS, parse_fact_name, parse_predicate
from issuer.domain.facts import FactTypes

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
_MEMBERS = frozenset({"path", "fact", "disclosable", "mandatory", "display"})


def parse_claims(members: JsonObject, *, facts: FactTypes) -> tuple[ClaimDescription, ...]:
    """Read the member `claims` of a type.

    Raises:
        MemberInvalid: a claim breaks a rule, or two of them overlap.
    """
    claims = each_object(members, "claims", lambda item: _parse_claim(item, facts))
    _refuse_overlaps([claim.path for claim in claims])
    return claims


def _parse_claim(members: JsonObject, facts: FactTypes) -> ClaimDescription:
    refuse_unknown_members(members, _MEMBERS | PREDICATE_MEMBERS)
    fact = parse_fact_name(members, facts)
    return ClaimDescription(
        path=_parse_path(members),
        fact=fact,
        predicate=parse_predicate(members, type_of_fact=facts[fact]),
        disclosable=boolean_member(members, "disclosable"),
        mandatory=boolean_member(members, "mandatory"),
        labels=parse_labels(members),
    )


def _parse_path(members: JsonObject) -> tuple[str, ...]:
    path = string_array_member(members, "path")
    if not path:
        raise MemberInvalid("path: at least one name is required")
    if RESERVED_CLAIMS & set(path):
        raise MemberInvalid(
            f"path: the claim {'.'.join(path)} belongs to the format, a type cannot define it"
        )
    return path


def _refuse_overlaps(paths: list[tuple[str, ...]]) -> None:
    for number, path in enumerate(paths):
        for other in paths[number + 1 :]:
            shorter = min(len(path), len(other))
            if path[:shorter] == other[:shorter]:
                raise MemberInvalid(f"claims: {'.'.join(path)} and {'.'.join(other)} overlap")
