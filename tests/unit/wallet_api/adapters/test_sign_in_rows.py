"""A sign-in is read from its row as it was written, in each of its states."""

import pytest

from tests.support.clock import NOON
from wallet_api.adapters.sign_in_rows import sign_in_from_row, sign_in_to_row
from wallet_api.domain.identifiers import ApplicationId, CardId, Sealed, SignInId, WalletId
from wallet_api.domain.sign_ins import (
    BegunSignIn,
    FailedSignIn,
    FinishedSignIn,
    ReceivingSignIn,
    SignIn,
    SignInTerms,
)

TERMS = SignInTerms(
    id=SignInId("1" * 32),
    wallet_id=WalletId("2" * 32),
    credential_issuer="https://issuer.example",
    configuration_ids=("citizen-id",),
    state_digest=b"3" * 32,
    expires_at=NOON,
)


@pytest.mark.parametrize(
    "sign_in",
    [
        BegunSignIn(terms=TERMS, sealed_secrets=Sealed(b"sealed")),
        ReceivingSignIn(terms=TERMS),
        FinishedSignIn(terms=TERMS, card_ids=(CardId("4" * 32),), application_id=None),
        FinishedSignIn(terms=TERMS, card_ids=(), application_id=ApplicationId("5" * 32)),
        FailedSignIn(terms=TERMS, code="sign_in_declined"),
    ],
)
def test_sign_in_is_read_as_it_was_written(sign_in: SignIn) -> None:
    assert sign_in_from_row(sign_in_to_row(sign_in)) == sign_in
