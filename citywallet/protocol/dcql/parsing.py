"""Reading a query. What a stranger sends is bounded here, so that matching is bounded too."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from citywallet.protocol.dcql.claims_path import parse_claims_path
from citywallet.protocol.dcql.errors import (
    ClaimSetsWithoutClaims,
    DcqlIdInvalid,
    DcqlIdRepeated,
    DcqlMalformed,
    DcqlReferenceUnknown,
    DcqlTooLarge,
)
from citywallet.protocol.dcql.query import (
    ClaimsQuery,
    ClaimValue,
    CredentialQuery,
    CredentialSetQuery,
    DcqlQuery,
    OtherMeta,
    SdJwtVcMeta,
    TrustedAuthority,
)
from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    MemberInvalid,
    array_member,
    object_member,
    optional_boolean_member,
    string_array_member,
    string_member,
)
from citywallet.protocol.sdjwtvc import SD_JWT_VC_FORMAT

MAX_CREDENTIALS = 64
MAX_CLAIMS = 128
MAX_SETS = 128
MAX_VALUES = 256

_Array = TypeVar("_Array", bound=Sequence[JsonValue])

_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")


def parse_dcql_query(members: JsonObject) -> DcqlQuery:
    """Read a query; unknown members are ignored.

    Raises:
        DcqlInvalid: one subclass per broken rule.

    Spec: OpenID4VP 1.0, Digital Credentials Query Language (DCQL).
    """
    try:
        credentials = tuple(
            _parse_credential(entry) for entry in _objects(members, "credentials", limit=MAX_CREDENTIALS)
        )
        _check_unique(query.id for query in credentials)
        credential_sets = tuple(
            _parse_credential_set(entry, known={query.id for query in credentials})
            for entry in _optional_objects(members, "credential_sets", limit=MAX_SETS)
        )
    except MemberInvalid as error:
        raise DcqlMalformed(error.detail) from error
    return DcqlQuery(credentials=credentials, credential_sets=credential_sets)


def _parse_credential(members: JsonObject) -> CredentialQuery:
    credential_format = string_member(members, "format")
    claims = tuple(_parse_claim(entry) for entry in _optional_objects(members, "claims", limit=MAX_CLAIMS))
    _check_unique(claim.id for claim in claims if claim.id is not None)
    binding = optional_boolean_member(members, "require_cryptographic_holder_binding")
    return CredentialQuery(
        id=_parse_id(members),
        format=credential_format,
        meta=_parse_meta(object_member(members, "meta"), credential_format),
        multiple=optional_boolean_member(members, "multiple") or False,
        requires_holder_binding=binding is not False,
        claims=claims,
        claim_sets=_parse_claim_sets(members, claims),
        trusted_authorities=tuple(
            _parse_authority(entry)
            for entry in _optional_objects(members, "trusted_authorities", limit=MAX_SETS)
        ),
    )


def _parse_meta(members: JsonObject, credential_format: str) -> SdJwtVcMeta | OtherMeta:
    if credential_format != SD_JWT_VC_FORMAT:
        return OtherMeta(members=members)
    if not members:
        return SdJwtVcMeta()
    return SdJwtVcMeta(vct_values=_filled(string_array_member(members, "vct_values"), limit=MAX_VALUES))


def _parse_claim(members: JsonObject) -> ClaimsQuery:
    return ClaimsQuery(
        path=parse_claims_path(array_member(members, "path")),
        id=_parse_id(members) if "id" in members else None,
        values=_parse_values(array_member(members, "values")) if "values" in members else (),
    )


def _parse_values(values: list[JsonValue]) -> tuple[ClaimValue, ...]:
    if not all(isinstance(value, str | int | bool) for value in values):
        raise DcqlMalformed("values: only texts, integers, true and false can be asked for")
    return _filled(tuple(value for value in values if isinstance(value, str | int | bool)), limit=MAX_VALUES)


def _parse_claim_sets(members: JsonObject, claims: Sequence[ClaimsQuery]) -> tuple[tuple[str, ...], ...]:
    if "claim_sets" not in members:
        return ()
    if not claims:
        raise ClaimSetsWithoutClaims()
    if any(claim.id is None for claim in claims):
        raise DcqlMalformed("claims: with claim sets every claim needs an id")
    known = {claim.id for claim in claims if claim.id is not None}
    claim_sets = _filled(array_member(members, "claim_sets"), limit=MAX_SETS)
    return tuple(_parse_references(entry, known=known, limit=MAX_CLAIMS) for entry in claim_sets)


def _parse_authority(members: JsonObject) -> TrustedAuthority:
    return TrustedAuthority(
        type=string_member(members, "type"),
        values=_filled(string_array_member(members, "values"), limit=MAX_VALUES),
    )


def _parse_credential_set(members: JsonObject, *, known: set[str]) -> CredentialSetQuery:
    options = _filled(array_member(members, "options"), limit=MAX_SETS)
    required = optional_boolean_member(members, "required")
    return CredentialSetQuery(
        options=tuple(
            _filled(_parse_references(option, known=known, limit=MAX_CREDENTIALS), limit=MAX_CREDENTIALS)
            for option in options
        ),
        required=required is not False,
    )


def _parse_references(value: JsonValue, *, known: set[str], limit: int) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise DcqlMalformed("a set is no array")
    if len(value) > limit:
        raise DcqlTooLarge("a set")
    references = tuple(reference for reference in value if isinstance(reference, str))
    if len(references) != len(value) or not known.issuperset(references):
        raise DcqlReferenceUnknown()
    return references


def _parse_id(members: JsonObject) -> str:
    identifier = members.get("id")
    if not isinstance(identifier, str):
        raise DcqlMalformed("id: a text is required")
    if not _ID.fullmatch(identifier):
        raise DcqlIdInvalid()
    return identifier


def _check_unique(identifiers: Iterable[str]) -> None:
    seen = list(identifiers)
    if len(set(seen)) != len(seen):
        raise DcqlIdRepeated()


def _objects(members: JsonObject, name: str, *, limit: int) -> list[JsonObject]:
    entries = _filled(array_member(members, name), limit=limit)
    objects = [entry for entry in entries if isinstance(entry, dict)]
    if len(objects) != len(entries):
        raise DcqlMalformed(f"{name}: an array of objects is required")
    return objects


def _optional_objects(members: JsonObject, name: str, *, limit: int) -> list[JsonObject]:
    return _objects(members, name, limit=limit) if name in members else []


def _filled(array: _Array, *, limit: int) -> _Array:
    if not array:
        raise DcqlMalformed("an array is empty")
    if len(array) > limit:
        raise DcqlTooLarge(f"more than {limit} entries")
    return array
