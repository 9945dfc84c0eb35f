"""Reading the claims of a catalogue file."""

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    boolean_member,
    optional_integer_member,
    string_array_member,
    string_member,
)
from issuer.domain.catalogue import ClaimDescription, Fact
from issuer.domain.catalogue_display import parse_labels
from issuer.domain.catalogue_members import each_object, refuse_unknown_members

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
_MEMBERS = frozenset({"path", "fact", "threshold", "disclosable", "mandatory", "display"})


def parse_claims(members: JsonObject) -> tuple[ClaimDescription, ...]:
    """Read the member `claims` of a type.

    Raises:
        MemberInvalid: a claim breaks a rule, or two of them overlap.
    """
    claims = each_object(members, "claims", _parse_claim)
    _refuse_overlaps([claim.path for claim in claims])
    return claims


def _parse_claim(members: JsonObject) -> ClaimDescription:
    refuse_unknown_members(members, _MEMBERS)
    fact = _parse_fact(string_member(members, "fact"))
    threshold = optional_integer_member(members, "threshold", minimum=1)
    if (threshold is not None) != (fact is Fact.AGE_EQUAL_OR_OVER):
        raise MemberInvalid("threshold: required exactly where the fact is an age")
    return ClaimDescription(
        path=_parse_path(members),
        fact=fact,
        threshold=threshold,
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


def _parse_fact(name: str) -> Fact:
    try:
        return Fact(name)
    except ValueError:
        raise MemberInvalid(f"fact: the register knows no fact '{name}'") from None


def _refuse_overlaps(paths: list[tuple[str, ...]]) -> None:
    for number, path in enumerate(paths):
        for other in paths[number + 1 :]:
            shorter = min(len(path), len(other))
            if path[:shorter] == other[:shorter]:
                raise MemberInvalid(f"claims: {'.'.join(path)} and {'.'.join(other)} overlap")
