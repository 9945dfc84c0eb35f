"""Receiving by signing in at the issuer: what goes to its page, and what may come back from there."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from citywallet.protocol.keys import thumbprint
from citywallet.protocol.oauth import IssuerIdentifier
from citywallet.protocol.oid4vci import AuthorizationCodeGrant, CredentialOffer, build_offer_link
from tests.support.wallet_world import WalletWorld, a_wallet_world
from wallet_api.domain.errors import (
    CredentialKindUnsupported,
    GrantUnsupported,
    IssuerNotTrusted,
    IssuerRefused,
    IssuerUnreachable,
    OfferUnreadable,
    SignInDeclined,
    SignInNotFound,
    SignInUnknown,
    WalletNotFound,
)
from wallet_api.domain.identifiers import SignInId, WalletId
from wallet_api.domain.sign_ins import BegunSignIn, FailedSignIn, FinishedSignIn, ReceivingSignIn
from wallet_api.usecases.begin_sign_in import StartedSignIn

CODE = "code-of-the-citizen"


@pytest.fixture
def world(tmp_path: Path) -> WalletWorld:
    return a_wallet_world(tmp_path)


async def begin(world: WalletWorld, wallet_id: WalletId | None = None, **changes: object) -> StartedSignIn:
    wanted = {"credential_issuer": world.issuer.url, "configuration_ids": ("citizen-id",)} | changes
    return await world.acts.begin_sign_in(wallet_id or await world.new_wallet(), **wanted)  # type: ignore[arg-type]


def answer(world: WalletWorld, **changes: str | None) -> dict[str, str]:
    """What the issuer's page sends back for the request that was pushed last."""
    assert world.issuer.pushed is not None
    assert world.issuer.pushed.target.state is not None
    fields = {"code": CODE, "state": world.issuer.pushed.target.state, "iss": world.issuer.url} | changes
    return {name: value for name, value in fields.items() if value is not None}


async def how_it_stands(world: WalletWorld, started: StartedSignIn) -> object:
    terms = started.sign_in.terms
    return (await world.acts.read_sign_in(terms.wallet_id, terms.id)).sign_in


async def test_the_citizen_signs_in_and_the_card_is_there(world: WalletWorld) -> None:
    started = await begin(world)
    (card,) = (await world.acts.finish_sign_in(answer(world))).cards
    assert card.wallet_id == started.sign_in.terms.wallet_id
    stands = await how_it_stands(world, started)
    assert isinstance(stands, FinishedSignIn)
    assert stands.card_ids == (card.id,)


async def test_what_is_asked_for_stands_in_no_address_where_it_can_be_pushed(world: WalletWorld) -> None:
    started = await begin(world)
    address = urlsplit(started.address)
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{world.issuer.url}/authorize"
    assert set(parse_qs(address.query)) == {"client_id", "request_uri"}


async def test_an_issuer_without_pushes_gets_the_request_in_the_address(world: WalletWorld) -> None:
    world.issuer.takes_pushes = False
    asked = parse_qs(urlsplit((await begin(world)).address).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["https://wallet.example/sign-in/callback"]


async def test_the_token_is_bound_to_a_key_where_the_issuer_can(world: WalletWorld) -> None:
    world.issuer.dpop = ("ES256",)
    await begin(world)
    await world.acts.finish_sign_in(answer(world))
    assert world.issuer.token_key is not None
    assert world.issuer.pushed is not None
    assert world.issuer.pushed.dpop_thumbprint == thumbprint(world.issuer.token_key.public)


def an_offer_link(world: WalletWorld, **grant: str) -> str:
    """The link to an offer for those who sign in."""
    return build_offer_link(
        CredentialOffer(
            credential_issuer=IssuerIdentifier(world.issuer.url),
            credential_configuration_ids=("citizen-id",),
            authorization_code=AuthorizationCodeGrant(**grant),  # type: ignore[arg-type]
        )
    )


async def test_an_offer_for_those_who_sign_in_is_taken_up_with_its_state(world: WalletWorld) -> None:
    link = an_offer_link(world, issuer_state="state-of-the-offer")
    await world.acts.begin_offered_sign_in(await world.new_wallet(), link=link)
    assert world.issuer.pushed is not None
    assert world.issuer.pushed.issuer_state == "state-of-the-offer"
    assert len((await world.acts.finish_sign_in(answer(world))).cards) == 1


async def test_an_offer_that_leads_to_another_server_or_is_not_for_signing_in_is_refused(
    world: WalletWorld,
) -> None:
    wallet = await world.new_wallet()
    elsewhere = an_offer_link(world, authorization_server="https://other.example")
    for link in (elsewhere, world.issuer.link()):
        with pytest.raises(GrantUnsupported):
            await world.acts.begin_offered_sign_in(wallet, link=link)
    with pytest.raises(OfferUnreadable):
        await world.acts.begin_offered_sign_in(wallet, link="openid-credential-offer://?")
    assert world.issuer.pushed is None


@pytest.mark.threat(42)
async def test_an_offer_to_sign_in_passes_the_same_gate(world: WalletWorld) -> None:
    link = an_offer_link(world).replace("issuer.example", "evil.example")
    with pytest.raises(IssuerNotTrusted):
        await world.acts.begin_offered_sign_in(await world.new_wallet(), link=link)
    assert world.issuer.pushed is None


@pytest.mark.threat(41)
@pytest.mark.parametrize(
    "changes",
    [{"state": "another"}, {"state": None}, {"state": ""}, {"iss": "https://other.example"}, {"iss": None}],
)
async def test_an_answer_of_another_sign_in_or_server_brings_nothing(
    world: WalletWorld, changes: dict[str, str | None]
) -> None:
    started = await begin(world)
    with pytest.raises(SignInUnknown):
        await world.acts.finish_sign_in(answer(world, **changes))
    assert not world.store.records.cards
    assert "token" not in world.issuer.calls
    assert not isinstance(await how_it_stands(world, started), FinishedSignIn)


@pytest.mark.threat(41)
async def test_an_answer_counts_once(world: WalletWorld) -> None:
    await begin(world)
    await world.acts.finish_sign_in(answer(world))
    with pytest.raises(SignInUnknown):
        await world.acts.finish_sign_in(answer(world))
    assert world.issuer.calls.count("token") == 1


async def test_an_answer_after_the_time_is_over_brings_nothing(world: WalletWorld) -> None:
    started = await begin(world)
    world.clock.advance(timedelta(minutes=15))
    with pytest.raises(SignInUnknown):
        await world.acts.finish_sign_in(answer(world))
    stands = await how_it_stands(world, started)
    assert isinstance(stands, FailedSignIn)
    assert stands.code == "sign_in_unknown"


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"error": "access_denied", "code": None}, SignInDeclined, "sign_in_declined"),
        ({"code": "a-code-of-somebody-else"}, IssuerRefused, "issuer_refused"),
        ({"code": None}, SignInUnknown, "sign_in_unknown"),
    ],
)
async def test_a_sign_in_that_fails_says_why_and_stores_nothing(
    world: WalletWorld, changes: dict[str, str | None], error: type[Exception], code: str
) -> None:
    started = await begin(world)
    with pytest.raises(error):
        await world.acts.finish_sign_in(answer(world, **changes))
    stands = await how_it_stands(world, started)
    assert isinstance(stands, FailedSignIn)
    assert stands.code == code
    assert not world.store.records.cards
    assert not list(world.keys_dir.rglob("*.key")), "no key may stay of a card that never came"


async def test_a_sign_in_is_neither_finished_nor_failed_while_the_cards_are_fetched(
    world: WalletWorld,
) -> None:
    started = await begin(world)
    world.issuer.fail_next["token"] = RuntimeError("the process ends here")
    with pytest.raises(RuntimeError):
        await world.acts.finish_sign_in(answer(world))
    assert isinstance(await how_it_stands(world, started), ReceivingSignIn)
    with pytest.raises(SignInUnknown):
        await world.acts.finish_sign_in(answer(world))
    world.clock.advance(timedelta(minutes=15))
    stands = await how_it_stands(world, started)
    assert isinstance(stands, FailedSignIn)
    assert stands.code == "sign_in_interrupted"


async def test_a_nonce_that_went_stale_is_fetched_anew(world: WalletWorld) -> None:
    await begin(world)
    world.issuer.fail_next["credential"] = IssuerRefused("invalid_nonce")
    assert (await world.acts.finish_sign_in(answer(world))).cards


async def test_an_issuer_that_nobody_trusts_is_refused_before_anything_is_fetched(world: WalletWorld) -> None:
    with pytest.raises(IssuerNotTrusted):
        await begin(world, credential_issuer="https://unknown.example")
    assert world.issuer.calls == []


async def test_an_issuer_without_a_page_is_refused(world: WalletWorld) -> None:
    world.issuer.has_pages = False
    with pytest.raises(GrantUnsupported):
        await begin(world)


async def test_a_credential_that_the_issuer_does_not_have_is_refused(world: WalletWorld) -> None:
    with pytest.raises(CredentialKindUnsupported):
        await begin(world, configuration_ids=("driving-licence",))


async def test_an_unknown_wallet_is_refused(world: WalletWorld) -> None:
    with pytest.raises(WalletNotFound):
        await begin(world, WalletId("0" * 32))


async def test_nothing_is_kept_when_the_issuer_cannot_be_reached(world: WalletWorld) -> None:
    world.issuer.fail_next["push"] = IssuerUnreachable("down")
    with pytest.raises(IssuerUnreachable):
        await begin(world)
    assert not world.store.records.sign_ins


async def test_another_wallet_cannot_read_a_sign_in(world: WalletWorld) -> None:
    started = await begin(world)
    with pytest.raises(SignInNotFound):
        await world.acts.read_sign_in(await world.new_wallet(), started.sign_in.terms.id)
    with pytest.raises(SignInNotFound):
        await world.acts.read_sign_in(started.sign_in.terms.wallet_id, SignInId("0" * 32))


async def test_an_ended_sign_in_keeps_no_secret(world: WalletWorld) -> None:
    started = await begin(world)
    assert isinstance(await how_it_stands(world, started), BegunSignIn)
    await world.acts.finish_sign_in(answer(world))
    (kept,) = world.store.records.sign_ins.values()
    assert not hasattr(kept, "sealed_secrets")
