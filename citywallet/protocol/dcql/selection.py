"""The rules that wallet and verifier share: when a credential and its claims fit a credential query."""

from collections.abc import Iterator

from citywallet.protocol.dcql.claims_path import Selected, select_claims
from citywallet.protocol.dcql.credential import Candidate, PresentedCredential
from citywallet.protocol.dcql.query import ClaimsQuery, CredentialQuery, SdJwtVcMeta, TrustedAuthority

AUTHORITY_KEY_IDENTIFIER = "aki"


def is_of_type(query: CredentialQuery, vct: str) -> bool:
    """Whether the credential type is one of those accepted; inherited types are not looked up."""
    return isinstance(query.meta, SdJwtVcMeta) and (not query.meta.vct_values or vct in query.meta.vct_values)


def is_from_authority(query: CredentialQuery, credential: Candidate | PresentedCredential) -> bool:
    """Whether one of the wanted authorities stands behind the credential; of a type unknown here, none does.

    Spec: OpenID4VP 1.0, Trusted Authorities Query.
    """
    return not query.trusted_authorities or any(
        _vouches(authority, credential) for authority in query.trusted_authorities
    )


def select_matching(query: ClaimsQuery, credential: Candidate | PresentedCredential) -> Selected:
    """The parts of the credential that the claims query asks for; those with another value do not exist.

    Spec: OpenID4VP 1.0, Selecting Claims.
    """
    selected = select_claims(credential.claims, query.path)
    if not query.values:
        return selected
    # `True == 1 == 1.0` in Python; in JSON they are three different answers.
    wanted = {(type(value), value) for value in query.values}
    return tuple(
        (path, value)
        for path, value in selected
        if isinstance(value, str | int) and (type(value), value) in wanted
    )


def claim_options(query: CredentialQuery) -> Iterator[tuple[ClaimsQuery, ...]]:
    """The combinations of claims that satisfy the query, the verifier's favourite first.

    Spec: OpenID4VP 1.0, Selecting Claims.
    """
    if not query.claim_sets:
        yield query.claims
        return
    by_id = {claim.id: claim for claim in query.claims}
    for claim_set in query.claim_sets:
        yield tuple(by_id[claim_id] for claim_id in claim_set)


def _vouches(authority: TrustedAuthority, credential: Candidate | PresentedCredential) -> bool:
    return authority.type == AUTHORITY_KEY_IDENTIFIER and not credential.authority_key_identifiers.isdisjoint(
        authority.values
    )
