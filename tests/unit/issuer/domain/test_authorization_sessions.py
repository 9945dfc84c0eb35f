from datetime import UTC, datetime, timedelta

import pytest

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.oauth import (
    AuthorizationRequest,
    RedirectUri,
    ResponseTarget,
)
from citywallet.protocol.pkce import (
    CodeChallenge,
)
from issuer.domain.authorization_sessions import (
    AuthorizationSession,
    Finished,
    SessionOver,
    SessionTerms,
    SignedIn,
    SigningIn,
    Started,
    live_session,
    next_attempt,
    signed_in,
    signing_in,
)
from issuer.domain.citizen_session_secrets import form_token, is_form_token, session_digest, sign_in_secrets
from issuer.domain.identifiers import CitizenId, IdentitySourceName, SessionId
from issuer.domain.wallet_clients import WalletClient

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
CALLBACK = RedirectUri("https://wallet.example/cb")
SOURCE = IdentitySourceName("city")
TERMS = SessionTerms(
    id=SessionId("s"),
    client=WalletClient(
        id="wallet", name=BilingualText(ko="지갑", en="Wallet"), redirect_uris=frozenset({CALLBACK})
    ),
    request=AuthorizationRequest(
        target=ResponseTarget(client_id="wallet", redirect_uri=CALLBACK),
        code_challenge=CodeChallenge("c" * 43),
    ),
    credentials=(),
    offer_id=None,
    push_digest=None,
    started_at=NOW,
    expires_at=NOW + timedelta(minutes=10),
)
STARTED = Started(terms=TERMS)
SIGNING_IN = SigningIn(terms=TERMS, source=SOURCE, attempt=3, link=None, reference=None)
SIGNED_IN = SignedIn(terms=TERMS, citizen_id=CitizenId("c-1"))


@pytest.mark.parametrize("session", [STARTED, SIGNING_IN, SIGNED_IN])
def test_session_goes_on_until_its_time_is_over(session: AuthorizationSession) -> None:
    assert live_session(session, now=TERMS.expires_at - timedelta(microseconds=1)) is session
    with pytest.raises(SessionOver):
        live_session(session, now=TERMS.expires_at)


@pytest.mark.parametrize("session", [None, Finished(terms=TERMS)])
def test_session_that_is_none_or_finished_is_over(session: AuthorizationSession | None) -> None:
    with pytest.raises(SessionOver):
        live_session(session, now=NOW)


def test_citizen_may_try_to_sign_in_again_until_it_succeeded() -> None:
    assert (next_attempt(STARTED), next_attempt(SIGNING_IN)) == (1, 4)
    with pytest.raises(SessionOver):
        next_attempt(SIGNED_IN)


def test_answer_counts_only_where_the_citizen_is_signing_in_by_that_source() -> None:
    assert signing_in(SIGNING_IN, source=SOURCE) is SIGNING_IN
    with pytest.raises(SessionOver):
        signing_in(SIGNING_IN, source=IdentitySourceName("another"))
    for session in (STARTED, SIGNED_IN):
        with pytest.raises(SessionOver):
            signing_in(session, source=SOURCE)


def test_only_who_has_signed_in_can_agree() -> None:
    assert signed_in(SIGNED_IN) is SIGNED_IN
    for session in (STARTED, SIGNING_IN):
        with pytest.raises(SessionOver):
            signed_in(session)


def test_everything_that_follows_from_a_secret_is_different_and_tells_nothing_of_the_others() -> None:
    first, second = (sign_in_secrets("secret", attempt=attempt) for attempt in (1, 2))
    derived = [
        session_digest("secret").hex(),
        form_token("secret"),
        *(
            each
            for secrets in (first, second)
            for each in (secrets.state, secrets.nonce, secrets.code_verifier)
        ),
    ]
    assert len(set(derived)) == len(derived)
    assert sign_in_secrets("secret", attempt=1) == first
    assert sign_in_secrets("another", attempt=1) != first


@pytest.mark.threat(87)
def test_form_belongs_to_the_session_of_its_token() -> None:
    assert is_form_token(form_token("secret"), secret="secret")
    for token in ("", "x", form_token("another"), "시민"):
        assert not is_form_token(token, secret="secret")
