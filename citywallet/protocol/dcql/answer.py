"""The verifier's side: whether what was presented is what was asked."""

from collections.abc import Iterator, Mapping, Sequence

from citywallet.protocol.dcql.claims_path import select_claims
from citywallet.protocol.dcql.credential import PresentedCredential
from citywallet.protocol.dcql.errors import (
    AnswerCountWrong,
    AnswerIdUnknown,
    AnswerMismatch,
    AuthorityDiffers,
    ClaimAbsent,
    ClaimValueDiffers,
    CredentialFormatDiffers,
    CredentialTypeDiffers,
    HolderBindingAbsent,
    RequiredCredentialMissing,
)
from citywallet.protocol.dcql.query import CredentialQuery, DcqlQuery
from citywallet.protocol.dcql.selection import (
    claim_options,
    is_from_authority,
    is_of_type,
    select_matching,
)


def check_answer(query: DcqlQuery, presented: Mapping[str, Sequence[PresentedCredential]]) -> None:
    """Hold verified presentations, by credential query id, against the whole query.

    Raises:
        AnswerMismatch: the first difference that `match_answer` finds.

    Spec: OpenID4VP 1.0, VP Token Validation.
    """
    for mismatch in match_answer(query, presented):
        raise mismatch


def match_answer(
    query: DcqlQuery, presented: Mapping[str, Sequence[PresentedCredential]]
) -> tuple[AnswerMismatch, ...]:
    """Every difference between query and answer, for a report; none means that the answer is complete.

    A wallet's word counts for nothing here: types, claims and values are all looked at again.

    Spec: OpenID4VP 1.0, Security Checks on the Returned Credentials and Presentations.
    """
    return (
        *_unknown_entries(query, presented),
        *_wrong_counts(query, presented),
        *_missing_credentials(query, presented),
        *(
            mismatch
            for each in query.credentials
            for credential in presented.get(each.id, ())
            for mismatch in match_presented(each, credential)
        ),
    )


def match_presented(query: CredentialQuery, credential: PresentedCredential) -> tuple[AnswerMismatch, ...]:
    """Every difference between one credential query and one presentation.

    Spec: OpenID4VP 1.0, VP Token Validation.
    """
    if credential.format != query.format:
        return (CredentialFormatDiffers(query.id),)
    if not is_of_type(query, credential.vct):
        return (CredentialTypeDiffers(query.id),)
    return (*_binding_mismatches(query, credential), *_claim_mismatches(query, credential))


def _unknown_entries(
    query: DcqlQuery, presented: Mapping[str, Sequence[PresentedCredential]]
) -> Iterator[AnswerMismatch]:
    known = {each.id for each in query.credentials}
    return (AnswerIdUnknown(query_id) for query_id in presented if query_id not in known)


def _wrong_counts(
    query: DcqlQuery, presented: Mapping[str, Sequence[PresentedCredential]]
) -> Iterator[AnswerMismatch]:
    for each in query.credentials:
        count = len(presented[each.id]) if each.id in presented else 1
        if count == 0 or (count > 1 and not each.multiple):
            yield AnswerCountWrong(each.id)


def _missing_credentials(
    query: DcqlQuery, presented: Mapping[str, Sequence[PresentedCredential]]
) -> Iterator[AnswerMismatch]:
    if not query.credential_sets:
        yield from (
            RequiredCredentialMissing(each.id) for each in query.credentials if each.id not in presented
        )
        return
    for credential_set in query.credential_sets:
        if credential_set.required and not any(
            all(query_id in presented for query_id in option) for option in credential_set.options
        ):
            yield RequiredCredentialMissing(credential_set.options[0][0])


def _binding_mismatches(query: CredentialQuery, credential: PresentedCredential) -> Iterator[AnswerMismatch]:
    if query.requires_holder_binding and not credential.is_bound:
        yield HolderBindingAbsent(query.id)
    if not is_from_authority(query, credential):
        yield AuthorityDiffers(query.id)


def _claim_mismatches(query: CredentialQuery, credential: PresentedCredential) -> tuple[AnswerMismatch, ...]:
    # A wallet may deliver any of the combinations; the differences told are those to the preferred one.
    differences = [
        tuple(
            ClaimValueDiffers(query.id)
            if select_claims(credential.claims, claim.path)
            else ClaimAbsent(query.id)
            for claim in option
            if not select_matching(claim, credential)
        )
        for option in claim_options(query)
    ]
    return () if () in differences else min(differences, key=len)
