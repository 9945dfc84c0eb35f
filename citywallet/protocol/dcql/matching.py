"""The wallet's side: which of its credentials answer a query, with as few claims as possible."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from citywallet.protocol.dcql.claims_path import Selected
from citywallet.protocol.dcql.credential import Candidate
from citywallet.protocol.dcql.errors import Unsatisfiable
from citywallet.protocol.dcql.query import ClaimsQuery, CredentialQuery, DcqlQuery
from citywallet.protocol.dcql.selection import (
    claim_options,
    is_from_authority,
    is_of_type,
    select_matching,
)
from citywallet.protocol.sdjwt import ClaimPath


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialMatch:
    """A candidate that answers one credential query.

    `claims` are the requested parts it has, for the consent screen; `disclosures` are the disclosable paths
    that must be sent for them, parents not included. Nothing else may be sent.
    """

    query_id: str
    candidate_id: str
    claims: tuple[ClaimPath, ...]
    disclosures: frozenset[ClaimPath]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryMatch:
    """How a query can be answered.

    `required` must be sent together or not at all. Each group of `optional` may be added with the citizen's
    consent. `alternatives` lists for each credential query every candidate that fits, the first being the
    one chosen above.
    """

    required: tuple[CredentialMatch, ...]
    optional: tuple[tuple[CredentialMatch, ...], ...]
    alternatives: Mapping[str, tuple[CredentialMatch, ...]]


def match_query(query: DcqlQuery, candidates: Sequence[Candidate]) -> QueryMatch:
    """Choose credentials for a query; candidates come in the wallet's order of preference.

    Only one candidate is chosen per credential query, also where the verifier would take several.

    Raises:
        Unsatisfiable: something that is required cannot be delivered, or there is nothing to deliver.

    Spec: OpenID4VP 1.0, Selecting Credentials.
    """
    alternatives = {each.id: tuple(_matches(each, candidates)) for each in query.credentials}
    if not query.credential_sets:
        chosen = [alternatives[each.id] for each in query.credentials]
        if not all(chosen):
            raise Unsatisfiable()
        return QueryMatch(
            required=tuple(matches[0] for matches in chosen), optional=(), alternatives=alternatives
        )
    required = _required(query, alternatives)
    optional = tuple(_optional(query, alternatives, without=required))
    if not required and not optional:
        raise Unsatisfiable()
    return QueryMatch(required=required, optional=optional, alternatives=alternatives)


def match_credential(query: CredentialQuery, candidate: Candidate) -> CredentialMatch | None:
    """How a candidate answers one credential query, or None.

    Spec: OpenID4VP 1.0, Selecting Claims.
    """
    if candidate.format != query.format or not is_of_type(query, candidate.vct):
        return None
    if query.requires_holder_binding and not candidate.is_bound:
        return None
    if not is_from_authority(query, candidate):
        return None
    # Each claim is looked up once, however many claim sets name it.
    selected = {claim: select_matching(claim, candidate) for claim in query.claims}
    for option in claim_options(query):
        if all(selected[claim] for claim in option):
            return _match(query, candidate, option, selected)
    return None


def _matches(query: CredentialQuery, candidates: Sequence[Candidate]) -> Iterator[CredentialMatch]:
    for candidate in candidates:
        match = match_credential(query, candidate)
        if match is not None:
            yield match


def _match(
    query: CredentialQuery,
    candidate: Candidate,
    option: tuple[ClaimsQuery, ...],
    selected: Mapping[ClaimsQuery, Selected],
) -> CredentialMatch:
    # A dictionary keeps the verifier's order and drops a claim that was asked for twice.
    claims = tuple(dict.fromkeys(path for claim in option for path, _ in selected[claim]))
    wanted = set(claims)
    return CredentialMatch(
        query_id=query.id,
        candidate_id=candidate.id,
        claims=claims,
        # Whoever asks for an object asks for what is in it.
        disclosures=frozenset(
            path
            for path in candidate.disclosable
            if any(path[:length] in wanted for length in range(1, len(path) + 1))
        ),
    )


def _required(
    query: DcqlQuery, alternatives: Mapping[str, tuple[CredentialMatch, ...]]
) -> tuple[CredentialMatch, ...]:
    chosen: dict[str, CredentialMatch] = {}
    for credential_set in query.credential_sets:
        if not credential_set.required:
            continue
        option = _first_satisfied(credential_set.options, alternatives)
        if option is None:
            raise Unsatisfiable()
        chosen |= {query_id: alternatives[query_id][0] for query_id in option}
    return tuple(chosen.values())


def _optional(
    query: DcqlQuery,
    alternatives: Mapping[str, tuple[CredentialMatch, ...]],
    *,
    without: tuple[CredentialMatch, ...],
) -> Iterator[tuple[CredentialMatch, ...]]:
    already = {match.query_id for match in without}
    for credential_set in query.credential_sets:
        if credential_set.required:
            continue
        option = _first_satisfied(credential_set.options, alternatives) or ()
        group = tuple(alternatives[query_id][0] for query_id in option if query_id not in already)
        if group:
            yield group


def _first_satisfied(
    options: tuple[tuple[str, ...], ...], alternatives: Mapping[str, tuple[CredentialMatch, ...]]
) -> tuple[str, ...] | None:
    return next((option for option in options if all(alternatives[each] for each in option)), None)
