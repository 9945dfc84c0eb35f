"""Sign-ins as rows."""

from typing import assert_never

from citywallet.storage.rows import required
from wallet_api.adapters.tables import SignInRow
from wallet_api.domain.identifiers import ApplicationId, CardId, Sealed, SignInId, WalletId
from wallet_api.domain.sign_ins import (
    BegunSignIn,
    FailedSignIn,
    FinishedSignIn,
    ReceivingSignIn,
    SignIn,
    SignInTerms,
)


def sign_in_to_row(sign_in: SignIn) -> SignInRow:
    """Write a sign-in in its state; what a state does not have is empty."""
    terms = sign_in.terms
    row = SignInRow(
        id=terms.id,
        wallet_id=terms.wallet_id,
        credential_issuer=terms.credential_issuer,
        configuration_ids=list(terms.configuration_ids),
        state_digest=terms.state_digest,
        expires_at=terms.expires_at,
        state="",
    )
    match sign_in:
        case BegunSignIn():
            row.state, row.sealed_secrets = "begun", bytes(sign_in.sealed_secrets)
        case ReceivingSignIn():
            row.state = "receiving"
        case FinishedSignIn():
            row.state, row.card_ids = "finished", list(sign_in.card_ids)
            row.application_id = sign_in.application_id
        case FailedSignIn():
            row.state, row.code = "failed", sign_in.code
        case _:
            assert_never(sign_in)
    return row


def sign_in_from_row(row: SignInRow) -> SignIn:
    """Read a sign-in back into the class of its state.

    Raises:
        RowIncomplete: something is empty that its state has.
    """
    terms = SignInTerms(
        id=SignInId(row.id),
        wallet_id=WalletId(row.wallet_id),
        credential_issuer=row.credential_issuer,
        configuration_ids=tuple(row.configuration_ids),
        state_digest=row.state_digest,
        expires_at=row.expires_at,
    )
    match row.state:
        case "begun":
            return BegunSignIn(terms=terms, sealed_secrets=Sealed(required(row.sealed_secrets)))
        case "receiving":
            return ReceivingSignIn(terms=terms)
        case "finished":
            applied = row.application_id
            return FinishedSignIn(
                terms=terms,
                card_ids=tuple(CardId(card_id) for card_id in required(row.card_ids)),
                application_id=None if applied is None else ApplicationId(applied),
            )
        case _:
            return FailedSignIn(terms=terms, code=required(row.code))
