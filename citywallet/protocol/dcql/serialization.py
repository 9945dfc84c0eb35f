"""Writing a query."""

from citywallet.protocol.dcql.query import (
    ClaimsQuery,
    CredentialQuery,
    CredentialSetQuery,
    DcqlQuery,
    SdJwtVcMeta,
)
from citywallet.protocol.encoding import JsonObject


def serialize_dcql_query(query: DcqlQuery) -> JsonObject:
    """The JSON object of a query; members with their default value are left out.

    Spec: OpenID4VP 1.0, Digital Credentials Query Language (DCQL).
    """
    members: JsonObject = {"credentials": [_serialize_credential(each) for each in query.credentials]}
    if query.credential_sets:
        members["credential_sets"] = [_serialize_set(each) for each in query.credential_sets]
    return members


def _serialize_credential(query: CredentialQuery) -> JsonObject:
    members: JsonObject = {"id": query.id, "format": query.format, "meta": _serialize_meta(query)}
    if query.multiple:
        members["multiple"] = True
    if not query.requires_holder_binding:
        members["require_cryptographic_holder_binding"] = False
    if query.claims:
        members["claims"] = [_serialize_claim(claim) for claim in query.claims]
    if query.claim_sets:
        members["claim_sets"] = [list(claim_set) for claim_set in query.claim_sets]
    if query.trusted_authorities:
        members["trusted_authorities"] = [
            {"type": authority.type, "values": list(authority.values)}
            for authority in query.trusted_authorities
        ]
    return members


def _serialize_meta(query: CredentialQuery) -> JsonObject:
    if not isinstance(query.meta, SdJwtVcMeta):
        return query.meta.members
    return {"vct_values": list(query.meta.vct_values)} if query.meta.vct_values else {}


def _serialize_claim(claim: ClaimsQuery) -> JsonObject:
    members: JsonObject = {} if claim.id is None else {"id": claim.id}
    members["path"] = list(claim.path)
    if claim.values:
        members["values"] = list(claim.values)
    return members


def _serialize_set(credential_set: CredentialSetQuery) -> JsonObject:
    members: JsonObject = {"options": [list(option) for option in credential_set.options]}
    if not credential_set.required:
        members["required"] = False
    return members
