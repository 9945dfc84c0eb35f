"""Receiving cards: what must come back, and what a retry does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.jose import ContentEncryption
from citywallet.protocol.keys import PublicJwk, thumbprint
from citywallet.protocol.oauth import AuthorizedCredential
from citywallet.protocol.oid4vci import (
    ByConfiguration,
    ByIdentifier,
    CredentialResponse,
    OfferByReference,
    ResponseEncryptionSupport,
    build_offer_link,
)
from tests.support.wallet_issuer import CITIZEN, a_key, an_authority
from tests.support.wallet_world import NOW, WalletWorld
from wallet_api.domain.errors import (
    CredentialKindUnsupported,
    CredentialUnacceptable,
    IssuerAnswerBroken,
    IssuerNotTrusted,
    IssuerRefused,
    IssuerUnreachable,
    OfferAlreadyAccepted,
    OfferExpired,
    OfferInProgress,
    OfferUnreadable,
    ReceivingFailed,
    TransactionCodeMissing,
    TransactionCodeWrong,
    WalletNotFound,
)
from wallet_api.domain.identifiers import WalletId


def keys_of(world: WalletWorld) -> list[str]:
    return [path.name for path in world.keys_dir.rglob("*.key")]


async def test_card_of_an_offer_is_received_with_its_name_and_expiry(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    (card,) = await world.receive(wallet_id)
    assert (card.face.name.ko, card.face.name.en) == ("시민증", "Citizen ID")
    assert card.face.issuer_name.ko == "인천광역시"
    assert card.face.expires_at == NOW + timedelta(days=730)
    assert keys_of(world) == [f"{card.key_id}.key"]


async def test_received_card_shows_its_holder_everything_on_it(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    (opened,) = await world.acts.list_cards(wallet_id)
    shown = {item.path: item.spoken.ko for item in opened.items}
    assert shown[("name",)] == CITIZEN["name"]
    assert shown[("age_equal_or_over", "65")] == "예"
    assert shown[("district",)] == "제물포구"
    assert not {"iss", "cnf", "status", "vct"} & {path[0] for path in shown}


async def test_offer_by_reference_is_fetched_and_received(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    link = build_offer_link(OfferByReference(credential_offer_uri="https://issuer.example/offers/1"))
    assert len((await world.acts.accept_offer(wallet_id, link=link, tx_code=None)).cards) == 1
    assert world.issuer.calls[0] == "offer"


async def test_request_names_the_configuration_and_proves_one_key(world: WalletWorld) -> None:
    await world.wallet_with_card()
    (request,) = world.issuer.requests
    assert request.requested == ByConfiguration(credential_configuration_id="citizen-id")
    assert len(request.key_proofs) == 1


@pytest.mark.threat(42)
async def test_offer_of_an_untrusted_issuer_is_stopped_before_anything_is_asked_of_it(
    world: WalletWorld,
) -> None:
    wallet_id = await world.new_wallet()
    world.issuer.url = "https://elsewhere.example"
    with pytest.raises(IssuerNotTrusted) as refused:
        await world.receive(wallet_id)
    assert refused.value.detail == "https://elsewhere.example"
    assert world.issuer.calls == []


@pytest.mark.threat(42)
async def test_offer_by_reference_of_an_untrusted_issuer_meets_the_same_gate(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    world.issuer.url = "https://elsewhere.example"
    link = build_offer_link(OfferByReference(credential_offer_uri="https://issuer.example/offers/1"))
    with pytest.raises(IssuerNotTrusted):
        await world.acts.accept_offer(wallet_id, link=link, tx_code=None)
    assert world.issuer.calls == ["offer"]


@pytest.mark.threat(42)
async def test_issuer_trusted_by_hand_passes_the_gate(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    world.issuer.url = "https://elsewhere.example"
    world.issuer.vct = "https://elsewhere.example/vct/1"
    await world.acts.trust_issuer(credential_issuer="https://elsewhere.example")
    (card,) = await world.receive(wallet_id)
    assert card.face.credential_issuer == "https://elsewhere.example"


async def test_issuer_trusted_by_hand_may_publish_its_keys_instead_of_certificates(
    world: WalletWorld,
) -> None:
    wallet_id = await world.new_wallet()
    stranger = an_authority(start=NOW, seed="stranger")
    world.issuer.url, world.issuer.authority = "https://elsewhere.example", stranger
    await world.acts.trust_issuer(credential_issuer=world.issuer.url)
    world.issuer.published = {"another": a_key("another").public}
    with pytest.raises(CredentialUnacceptable):
        await world.receive(wallet_id)
    world.issuer.published = {_key_id(world): world.issuer.key.public}
    assert len(await world.receive(wallet_id)) == 1


async def test_city_issuer_gets_no_second_way_past_its_certificates(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    world.issuer.authority = an_authority(start=NOW, seed="stranger")
    world.issuer.published = {_key_id(world): world.issuer.key.public}
    with pytest.raises(CredentialUnacceptable):
        await world.receive(wallet_id)
    assert "keys" not in world.issuer.calls


async def test_link_that_is_no_offer_is_refused(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    for link in ("https://example.org", "openid4vp://?client_id=x", "openid-credential-offer://?", "시민증"):
        with pytest.raises(OfferUnreadable):
            await world.acts.accept_offer(wallet_id, link=link, tx_code=None)


async def test_unknown_wallet_receives_nothing(world: WalletWorld) -> None:
    with pytest.raises(WalletNotFound):
        await world.receive(WalletId("0" * 32))
    assert world.issuer.calls == []


async def test_transaction_code_is_asked_for_before_the_code_is_redeemed(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    world.issuer.tx_code = "123456"
    with pytest.raises(TransactionCodeMissing):
        await world.acts.accept_offer(wallet_id, link=world.issuer.link(), tx_code=None)
    assert world.issuer.calls == []


async def test_wrong_transaction_code_is_told_and_can_be_tried_again(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    world.issuer.tx_code = "123456"
    link = world.issuer.link()
    with pytest.raises(TransactionCodeWrong):
        await world.acts.accept_offer(wallet_id, link=link, tx_code="654321")
    assert len((await world.acts.accept_offer(wallet_id, link=link, tx_code="123456")).cards) == 1


async def test_transaction_code_is_not_sent_where_the_offer_wants_none(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    assert (
        len((await world.acts.accept_offer(wallet_id, link=world.issuer.link(), tx_code="123456")).cards) == 1
    )


async def test_code_that_the_issuer_no_longer_knows_is_an_expired_offer(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    link = world.issuer.link()
    world.issuer.code = "another"
    with pytest.raises(OfferExpired):
        await world.acts.accept_offer(wallet_id, link=link, tx_code=None)


async def test_offer_is_accepted_only_once(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    link = world.issuer.link()
    await world.acts.accept_offer(wallet_id, link=link, tx_code=None)
    with pytest.raises(OfferAlreadyAccepted):
        await world.acts.accept_offer(wallet_id, link=link, tx_code=None)
    assert len(await world.acts.list_cards(wallet_id)) == 1


async def test_offer_held_by_another_request_is_not_redeemed_a_second_time(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    link = world.issuer.link()
    world.issuer.fail_next["token"] = KeyboardInterrupt()  # the first request dies on the spot
    with pytest.raises(KeyboardInterrupt):
        await world.acts.accept_offer(wallet_id, link=link, tx_code=None)
    with pytest.raises(OfferInProgress):
        await world.acts.accept_offer(wallet_id, link=link, tx_code=None)
    world.clock.advance(timedelta(seconds=61))
    assert len((await world.acts.accept_offer(wallet_id, link=link, tx_code=None)).cards) == 1


@pytest.mark.threat(45)
async def test_retry_after_a_lost_answer_uses_the_same_token_and_not_the_code(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    link = world.issuer.link()
    world.issuer.fail_next["credential"] = IssuerUnreachable("timed_out")
    with pytest.raises(IssuerUnreachable):
        await world.acts.accept_offer(wallet_id, link=link, tx_code=None)
    assert keys_of(world) == []
    assert len((await world.acts.accept_offer(wallet_id, link=link, tx_code=None)).cards) == 1
    assert world.issuer.calls.count("token") == 1


@pytest.mark.threat(45)
async def test_retry_works_although_the_issuer_no_longer_serves_the_offer(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    link = build_offer_link(OfferByReference(credential_offer_uri="https://issuer.example/offers/1"))
    world.issuer.fail_next["credential"] = IssuerUnreachable("timed_out")
    with pytest.raises(IssuerUnreachable):
        await world.acts.accept_offer(wallet_id, link=link, tx_code=None)
    world.issuer.fail_next["offer"] = IssuerRefused("invalid_request")
    assert len((await world.acts.accept_offer(wallet_id, link=link, tx_code=None)).cards) == 1
    with pytest.raises(OfferAlreadyAccepted):
        await world.acts.accept_offer(wallet_id, link=link, tx_code=None)


async def test_one_offer_by_two_links_is_accepted_only_once(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    by_value = world.issuer.link()
    by_reference = build_offer_link(OfferByReference(credential_offer_uri="https://issuer.example/offers/1"))
    offer = world.issuer.offer()
    await world.acts.accept_offer(wallet_id, link=by_value, tx_code=None)
    world.issuer.offer = lambda: offer  # type: ignore[method-assign]
    with pytest.raises(OfferAlreadyAccepted):
        await world.acts.accept_offer(wallet_id, link=by_reference, tx_code=None)


async def test_stale_nonce_is_fetched_and_signed_anew_once(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    world.issuer.fail_next["credential"] = IssuerRefused("invalid_nonce")
    assert len(await world.receive(wallet_id)) == 1
    assert world.issuer.calls.count("nonce") == 2


async def test_token_that_died_leaves_the_offer_to_be_redeemed_anew(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    link = world.issuer.link()
    world.issuer.token_alive = False
    with pytest.raises(IssuerRefused):
        await world.acts.accept_offer(wallet_id, link=link, tx_code=None)
    with pytest.raises(OfferExpired):
        await world.acts.accept_offer(wallet_id, link=link, tx_code=None)


@pytest.mark.threat(44)
@pytest.mark.parametrize("where", ["metadata", "server", "token", "nonce", "credential"])
async def test_broken_answer_stores_nothing_and_can_be_retried(world: WalletWorld, where: str) -> None:
    wallet_id = await world.new_wallet()
    link = world.issuer.link()
    world.issuer.fail_next[where] = IssuerAnswerBroken("html")
    with pytest.raises(IssuerAnswerBroken) as failed:
        await world.acts.accept_offer(wallet_id, link=link, tx_code=None)
    assert failed.value.korean == "카드를 받지 못했어요. 저장된 내용은 없어요. 다시 해 주세요."
    assert await world.acts.list_cards(wallet_id) == ()
    assert keys_of(world) == []
    assert len((await world.acts.accept_offer(wallet_id, link=link, tx_code=None)).cards) == 1


async def test_credential_that_is_no_sd_jwt_is_not_stored(world: WalletWorld) -> None:
    world.issuer.answer = CredentialResponse(credentials=("Error",))
    await _is_refused(world, CredentialUnacceptable, detail="SdJwtMalformed")


async def test_more_credentials_than_proven_keys_are_not_stored(world: WalletWorld) -> None:
    world.issuer.answer = CredentialResponse(credentials=("a~", "b~"))
    await _is_refused(world, IssuerAnswerBroken, detail="one key was proven, several credentials came")


async def test_credential_of_another_type_than_offered_is_not_stored(world: WalletWorld) -> None:
    world.issuer.signed_vct = "https://issuer.example/vct/mileage/1"
    await _is_refused(world, CredentialUnacceptable, detail="another vct than offered")


async def test_credential_bound_to_another_key_is_not_stored(world: WalletWorld) -> None:
    world.issuer.bound_to = a_key("somebody else").public
    await _is_refused(world, CredentialUnacceptable, detail="cnf is not our key")


async def test_credential_that_expired_on_the_way_is_not_stored(world: WalletWorld) -> None:
    world.issuer.not_after = timedelta(minutes=-2)
    await _is_refused(world, CredentialUnacceptable, detail="CredentialExpired")


async def test_credential_signed_for_another_issuer_is_not_stored(world: WalletWorld) -> None:
    holder = world.issuer
    other = replace(holder, url="https://other-city.example", calls=[], requests=[])
    world.issuer.answer = CredentialResponse(credentials=(other.sign(a_key("x").public),))
    await _is_refused(world, CredentialUnacceptable, detail="CertificateOfAnother")


async def test_credential_with_one_flipped_bit_is_not_stored(world: WalletWorld) -> None:
    good = world.issuer.sign

    def flipped(holder_key: PublicJwk) -> str:
        text = good(holder_key)
        token, rest = text.split("~", 1)
        return token[:-10] + ("A" if token[-10] != "A" else "B") + token[-9:] + "~" + rest

    world.issuer.sign = flipped  # type: ignore[method-assign]
    await _is_refused(world, CredentialUnacceptable, detail="SignatureInvalid")


async def test_credential_that_comes_with_a_key_binding_is_not_stored(world: WalletWorld) -> None:
    good = world.issuer.sign

    def bound(holder_key: PublicJwk) -> str:
        text = good(holder_key)
        return text + text.partition("~")[0]

    world.issuer.sign = bound  # type: ignore[method-assign]
    await _is_refused(world, CredentialUnacceptable, detail="KeyBindingUnexpected")


async def test_configuration_of_an_unknown_format_is_refused_before_the_code_is_redeemed(
    world: WalletWorld,
) -> None:
    plain = world.issuer.configuration()
    world.issuer.configuration = lambda: replace(plain, format="mso_mdoc")  # type: ignore[method-assign]
    await _is_refused(
        world, CredentialKindUnsupported, detail="no offered configuration is one that this wallet can hold"
    )
    assert "token" not in world.issuer.calls


async def test_issuer_that_requires_encryption_is_refused_before_the_code_is_redeemed(
    world: WalletWorld,
) -> None:
    required = ResponseEncryptionSupport(encryptions=tuple(ContentEncryption), is_required=True)
    plain = world.issuer.metadata()
    world.issuer.metadata = lambda: replace(plain, response_encryption=required)  # type: ignore[method-assign]
    await _is_refused(world, CredentialKindUnsupported, detail="the issuer requires encrypted messages")
    assert "token" not in world.issuer.calls


async def test_token_that_names_its_data_sets_is_used_for_each_of_them(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    answer = world.issuer.request_token

    async def with_identifiers(endpoint, request, *, key):  # type: ignore[no-untyped-def]
        token = await answer(endpoint, request, key=key)
        named = AuthorizedCredential(
            credential_configuration_id="citizen-id", credential_identifiers=("first", "second")
        )
        return replace(token, authorized_credentials=(named,))

    world.issuer.request_token = with_identifiers  # type: ignore[method-assign]
    assert len(await world.receive(wallet_id)) == 2
    assert [request.requested for request in world.issuer.requests] == [
        ByIdentifier(credential_identifier="first"),
        ByIdentifier(credential_identifier="second"),
    ]


async def _is_refused(world: WalletWorld, cause: type[ReceivingFailed], *, detail: str) -> None:
    wallet_id = await world.new_wallet()
    with pytest.raises(cause) as refused:
        await world.receive(wallet_id)
    assert refused.value.detail == detail
    assert await world.acts.list_cards(wallet_id) == ()
    assert keys_of(world) == []


def _key_id(world: WalletWorld) -> str:
    return encode_base64url(thumbprint(world.issuer.key.public))
