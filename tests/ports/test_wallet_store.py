"""The wallet's store: the database and the stand-in keep the same promises."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.oauth import WebUrl
from tests.support.clock import NOON
from tests.support.database import a_database
from tests.support.wallet import InMemoryStore
from wallet_api.adapters.sql_store import SqlWalletStore
from wallet_api.domain.applications import (
    AppliedCard,
    ClosedApplication,
    OpenApplication,
    RefusedCard,
    settle,
)
from wallet_api.domain.authorizations import (
    EndedAuthorization,
    FetchedCard,
    StandingAuthorization,
    begin_refresh,
    end,
    fail_refresh,
)
from wallet_api.domain.cards import Card, CardFace, ClaimLabel, Wallet
from wallet_api.domain.history import HistoryEntry
from wallet_api.domain.identifiers import (
    ApplicationId,
    AuthorizationId,
    CardId,
    HistoryEntryId,
    KeyId,
    OfferId,
    PresentationId,
    Sealed,
    SignInId,
    WalletId,
)
from wallet_api.domain.offers import ClaimedOffer, CredentialTerms, accept, authorize
from wallet_api.domain.presentations import (
    AwaitingConsent,
    ItemName,
    Outcome,
    SelectedCard,
    VerifierName,
    begin_answer,
    close,
)
from wallet_api.domain.sign_ins import FinishedSignIn, SignInTerms
from wallet_api.ports.store import WalletStore

MINE, OTHER = WalletId("a" * 32), WalletId("b" * 32)
NAME = BilingualText(ko="시민증", en="Citizen ID")
FACE = CardFace(
    credential_issuer="https://issuer.example",
    issuer_name=BilingualText(ko="인천광역시", en="Incheon"),
    configuration_id="citizen-id",
    vct="https://issuer.example/vct/citizen-id/1",
    name=NAME,
    labels=(ClaimLabel(path=("ages", "65"), name=BilingualText(ko="65세 이상", en="65 or over")),),
    expires_at=NOON + timedelta(days=730),
)
VERIFIER = VerifierName(client_id="x509_hash:abc", name=BilingualText(ko="도서관", en="Library"))
ITEM = ItemName(card_name=NAME, path=("many", None, 0), name=NAME)


def a_card(identifier: str, *, wallet_id: WalletId = MINE, minutes: int = 0) -> Card:
    return Card(
        id=CardId(identifier),
        wallet_id=wallet_id,
        key_id=KeyId(f"key of {identifier}"),
        face=FACE,
        sealed_credential=Sealed(b"\x01sealed"),
        received_at=NOON + timedelta(minutes=minutes),
    )


CLAIMED = ClaimedOffer(
    id=OfferId("o"), wallet_id=MINE, digest=b"d" * 32, link_digest=b"l" * 32, leased_until=NOON
)
AWAITING = AwaitingConsent(
    id=PresentationId("p"),
    wallet_id=MINE,
    verifier=VERIFIER,
    purpose=BilingualText(ko="예약", en="Booking"),
    selected=(SelectedCard(query_id="q", card_id=CardId("c"), paths=(("ages", "65"), ("many", 1))),),
    items=(ITEM,),
    sealed_request=Sealed(b"\x01request"),
    asked_at=NOON,
    answer_until=NOON + timedelta(seconds=120),
)


@pytest.fixture(params=["database", "memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[WalletStore]:
    if request.param == "memory":
        yield await _with_wallets(InMemoryStore())
        return
    async with a_database("wallet_api.migrations", tmp_path) as database:
        yield await _with_wallets(SqlWalletStore(database))


async def _with_wallets(store: WalletStore) -> WalletStore:
    async with store.work() as records:
        await records.add_wallet(Wallet(id=MINE, created_at=NOON))
        await records.add_wallet(Wallet(id=OTHER, created_at=NOON + timedelta(seconds=1)))
    return store


async def test_wallets_are_found_and_listed_newest_first(store: WalletStore) -> None:
    async with store.view() as records:
        assert await records.find_wallet(MINE) == Wallet(id=MINE, created_at=NOON)
        assert await records.find_wallet(WalletId("c" * 32)) is None
        assert [wallet.id for wallet in await records.newest_wallets(limit=5)] == [OTHER, MINE]
        assert len(await records.newest_wallets(limit=1)) == 1


async def test_cards_come_back_as_they_were_oldest_first(store: WalletStore) -> None:
    async with store.work() as records:
        await records.add_card(a_card("2", minutes=1))
        await records.add_card(a_card("1"))
    async with store.view() as records:
        assert await records.cards_of(MINE) == (a_card("1"), a_card("2", minutes=1))
        assert await records.find_card(MINE, CardId("1")) == a_card("1")


async def test_card_of_another_wallet_is_not_found_and_not_removed(store: WalletStore) -> None:
    async with store.work() as records:
        await records.add_card(a_card("1"))
        await records.remove_card(OTHER, CardId("1"))
    async with store.work() as records:
        assert await records.find_card(OTHER, CardId("1")) is None
        assert await records.cards_of(OTHER) == ()
        assert len(await records.cards_of(MINE)) == 1
        await records.remove_card(MINE, CardId("1"))
        assert await records.cards_of(MINE) == ()


async def test_offer_comes_back_in_each_of_its_states(store: WalletStore) -> None:
    terms = CredentialTerms(
        face=FACE,
        credential_endpoint=WebUrl("https://issuer.example/credential"),
        nonce_endpoint=None,
        credential_identifier="first",
    )
    authorized = authorize(CLAIMED, terms=(terms,), sealed_session=Sealed(b"\x01token"))
    accepted = accept(authorized, card_ids=(CardId("1"), CardId("2")))
    for offer in (CLAIMED, authorized, accepted):
        async with store.work() as records:
            await records.save_offer(offer)
        async with store.view() as records:
            assert await records.find_offer(MINE, CLAIMED.id) == offer
            assert await records.find_offer_by_digest(MINE, CLAIMED.digest) == offer
            assert await records.find_offer_by_link(MINE, CLAIMED.link_digest) == offer


async def test_offer_is_known_to_its_own_wallet_alone(store: WalletStore) -> None:
    async with store.work() as records:
        await records.save_offer(CLAIMED)
        await records.remove_offer(OTHER, CLAIMED.id)
    async with store.work() as records:
        assert await records.find_offer(OTHER, CLAIMED.id) is None
        assert await records.find_offer_by_digest(OTHER, CLAIMED.digest) is None
        assert await records.find_offer_by_link(OTHER, CLAIMED.link_digest) is None
        assert await records.find_offer_by_digest(MINE, CLAIMED.digest) == CLAIMED
        await records.remove_offer(MINE, CLAIMED.id)
        assert await records.find_offer(MINE, CLAIMED.id) is None


async def test_application_comes_back_in_each_of_its_states_to_its_own_wallet(store: WalletStore) -> None:
    applied = AppliedCard(face=FACE, key_id=KeyId("key"), transaction_id="t", ask_at=NOON)
    refused = RefusedCard(face=FACE, reason=NAME)
    opened = OpenApplication(
        id=ApplicationId("1"),
        wallet_id=MINE,
        applied_at=NOON,
        leased_until=NOON,
        waiting=(applied,),
        refused=(refused,),
        sealed_session=Sealed(b"session"),
    )
    closed = settle(opened, waiting=(), refused=(), now=NOON)
    assert isinstance(closed, ClosedApplication)
    for application in (opened, closed):
        async with store.work() as records:
            await records.save_application(application)
        async with store.view() as records:
            assert await records.find_application(MINE, application.id) == application
            assert await records.applications_of(MINE) == (application,)
            assert await records.find_application(OTHER, application.id) is None
            assert await records.applications_of(OTHER) == ()
    async with store.work() as records:
        await records.remove_application(OTHER, closed.id)
        assert await records.applications_of(MINE) == (closed,)
        await records.remove_application(MINE, closed.id)
        assert await records.applications_of(MINE) == ()


async def test_sign_in_that_ended_in_an_application_names_it(store: WalletStore) -> None:
    terms = SignInTerms(
        id=SignInId("s"),
        wallet_id=MINE,
        credential_issuer=FACE.credential_issuer,
        configuration_ids=("disability",),
        state_digest=b"s" * 32,
        expires_at=NOON,
    )
    for applied in (None, ApplicationId("1")):
        finished = FinishedSignIn(terms=terms, card_ids=(), application_id=applied)
        async with store.work() as records:
            await records.save_sign_in(finished)
        async with store.view() as records:
            assert await records.find_sign_in(MINE, terms.id) == finished


async def test_authorization_comes_back_in_each_of_its_states(store: WalletStore) -> None:
    fetched = FetchedCard(card_id=CardId("1"), configuration_id="citizen-id", credential_identifier="first")
    fresh = StandingAuthorization(
        id=AuthorizationId("z"),
        wallet_id=MINE,
        credential_issuer="https://issuer.example",
        cards=(fetched, replace(fetched, card_id=CardId("2"), credential_identifier=None)),
        sealed_session=Sealed(b"\x01session"),
        asked_at=None,
        due_at=NOON,
        failures=0,
        reason=None,
    )
    failed = fail_refresh(begin_refresh(fresh, now=NOON), reason="refresh_denied", now=NOON)
    for authorization in (fresh, failed, end(failed, reason="refresh_ended")):
        async with store.work() as records:
            await records.save_authorization(authorization)
        async with store.view() as records:
            assert await records.find_authorization(MINE, fresh.id) == authorization
            assert await records.authorizations_of(MINE) == (authorization,)


async def test_authorization_is_known_to_its_own_wallet_alone(store: WalletStore) -> None:
    fetched = FetchedCard(card_id=CardId("1"), configuration_id="citizen-id", credential_identifier=None)
    ended = EndedAuthorization(
        id=AuthorizationId("z"),
        wallet_id=MINE,
        credential_issuer="https://issuer.example",
        cards=(fetched,),
        reason="refresh_ended",
    )
    async with store.work() as records:
        await records.save_authorization(ended)
        await records.remove_authorization(OTHER, ended.id)
    async with store.work() as records:
        assert await records.find_authorization(OTHER, ended.id) is None
        assert await records.authorizations_of(OTHER) == ()
        assert await records.find_authorization(MINE, ended.id) == ended
        await records.remove_authorization(MINE, ended.id)
        assert await records.find_authorization(MINE, ended.id) is None


async def test_presentation_comes_back_in_each_of_its_states(store: WalletStore) -> None:
    answering = begin_answer(AWAITING)
    for presentation in (AWAITING, answering, close(answering, outcome=Outcome.PRESENTED)):
        async with store.work() as records:
            await records.save_presentation(presentation)
        async with store.view() as records:
            assert await records.find_presentation(MINE, AWAITING.id) == presentation
            assert await records.find_presentation(OTHER, AWAITING.id) is None


async def test_only_presentations_that_await_consent_run_out(store: WalletStore) -> None:
    answering = begin_answer(replace(AWAITING, id=PresentationId("other")))
    async with store.work() as records:
        await records.save_presentation(AWAITING)
        await records.save_presentation(answering)
    end = AWAITING.answer_until
    async with store.view() as records:
        assert await records.expired_presentations(MINE, now=end - timedelta(microseconds=1)) == ()
        assert await records.expired_presentations(OTHER, now=end) == ()
        assert await records.expired_presentations(MINE, now=end) == (AWAITING,)


async def test_history_is_read_newest_first_and_an_entry_can_be_closed(store: WalletStore) -> None:
    old = HistoryEntry(
        id=HistoryEntryId("1"),
        wallet_id=MINE,
        at=NOON,
        verifier=VERIFIER,
        items=(ITEM,),
        outcome=Outcome.UNCONFIRMED,
        reason=None,
    )
    new = HistoryEntry(
        id=HistoryEntryId("2"),
        wallet_id=MINE,
        at=NOON + timedelta(seconds=1),
        verifier=None,
        items=(),
        outcome=Outcome.FAILED,
        reason="verifier_unknown",
    )
    async with store.work() as records:
        await records.save_history(old)
        await records.save_history(new)
    async with store.view() as records:
        assert await records.history_of(MINE) == (new, old)
        assert await records.history_of(OTHER) == ()


async def test_issuer_trusted_twice_is_trusted_once(store: WalletStore) -> None:
    async with store.work() as records:
        await records.trust_issuer("https://a.example", at=NOON)
        await records.trust_issuer("https://a.example", at=NOON)
        await records.trust_issuer("https://b.example", at=NOON + timedelta(seconds=1))
    async with store.view() as records:
        assert await records.trusted_issuers() == ("https://a.example", "https://b.example")


async def test_unit_of_work_that_raises_leaves_nothing(store: WalletStore) -> None:
    async def fail_halfway() -> None:
        async with store.work() as records:
            await records.add_card(a_card("1"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_halfway()
    async with store.view() as records:
        assert await records.cards_of(MINE) == ()
