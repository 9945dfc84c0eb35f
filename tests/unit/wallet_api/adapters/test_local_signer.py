"""The local signer judges for itself what it signs."""

import inspect
from dataclasses import replace
from datetime import timedelta

import pytest

from citywallet.protocol.jose import claims_of, parse_compact_jws
from citywallet.protocol.keys import parse_public_jwk
from citywallet.protocol.oid4vci import verify_key_proof
from citywallet.protocol.sdjwt import parse_sd_jwt, select_disclosures, serialize_sd_jwt
from tests.support.wallet_issuer import an_authority
from tests.support.wallet_world import NOW, WalletWorld
from wallet_api.adapters.local_signer import LocalSigner
from wallet_api.domain.errors import SigningRefused
from wallet_api.domain.identifiers import KeyId, WalletId
from wallet_api.ports.signer import KeyProofOrder, PresentationOrder


async def an_order(world: WalletWorld) -> tuple[WalletId, PresentationOrder]:
    """What an honest wallet asks the signer to bind."""
    wallet_id = await world.wallet_with_card()
    awaiting = await world.acts.start_presentation(wallet_id, link=world.verifier.link())
    review = await world.acts.review_presentation(wallet_id, awaiting.id)
    return wallet_id, review.cards[0].order


async def full_card(world: WalletWorld, wallet_id: WalletId) -> str:
    """The whole credential, with everything opened."""
    (card,) = await world.store.records.cards_of(wallet_id)
    return world.vault.open(card.sealed_credential, wallet_id=wallet_id, place=card.id).decode()


async def test_key_proof_is_of_a_new_key_for_one_issuer(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    order = KeyProofOrder(credential_issuer="https://issuer.example", nonce="n-1")
    first, second = [await world.signer.prove_new_key(wallet_id, order) for _ in range(2)]
    assert first.key_id != second.key_id
    proof = verify_key_proof(
        first.jwt,
        audience="https://issuer.example",
        client_id=None,
        now=NOW,
        max_age=timedelta(minutes=1),
        leeway=timedelta(0),
    )
    assert proof.nonce == "n-1"


async def test_key_binding_takes_audience_and_nonce_from_the_verified_request(world: WalletWorld) -> None:
    wallet_id, order = await an_order(world)
    bound = parse_sd_jwt(await world.signer.bind_presentation(wallet_id, order))
    assert bound.key_binding is not None
    claims = claims_of(bound.key_binding)
    assert (claims["aud"], claims["nonce"]) == (world.verifier.client_id, world.verifier.nonce)
    assert serialize_sd_jwt(replace(bound, key_binding=None)) == order.sd_jwt


@pytest.mark.threat(101)
async def test_sd_jwt_that_opens_more_than_was_asked_is_not_signed(world: WalletWorld) -> None:
    wallet_id, order = await an_order(world)
    full = await full_card(world, wallet_id)
    for text in (
        full,
        serialize_sd_jwt(
            select_disclosures(
                parse_sd_jwt(full), paths=[("age_equal_or_over", "65"), ("incheon_resident",), ("name",)]
            )
        ),
    ):
        with pytest.raises(SigningRefused):
            await world.signer.bind_presentation(wallet_id, replace(order, sd_jwt=text))


@pytest.mark.threat(101)
async def test_sd_jwt_that_does_not_answer_the_request_is_not_signed(world: WalletWorld) -> None:
    wallet_id, order = await an_order(world)
    less = select_disclosures(parse_sd_jwt(await full_card(world, wallet_id)), paths=[("name",)])
    with pytest.raises(SigningRefused):
        await world.signer.bind_presentation(wallet_id, replace(order, sd_jwt=serialize_sd_jwt(less)))


@pytest.mark.threat(101)
async def test_request_other_than_a_confirmed_verifiers_is_not_signed(world: WalletWorld) -> None:
    wallet_id, order = await an_order(world)
    genuine = order.request
    world.verifier.break_signature = True
    broken = replace(genuine, request_object=world.verifier.request_object())
    world.verifier.break_signature = False
    world.verifier.authority = an_authority(start=NOW, seed="stranger")
    unknown = replace(
        genuine, request_object=world.verifier.request_object(), client_id=world.verifier.client_id
    )
    renamed = replace(genuine, client_id=world.verifier.client_id)
    replayed = replace(genuine, wallet_nonce="a nonce of ours that the request does not repeat")
    for request in (broken, unknown, renamed, replayed):
        with pytest.raises(SigningRefused):
            await world.signer.bind_presentation(wallet_id, replace(order, request=request))


async def test_expired_request_is_not_signed(world: WalletWorld) -> None:
    wallet_id, order = await an_order(world)
    world.clock.advance(minutes=2)
    with pytest.raises(SigningRefused):
        await world.signer.bind_presentation(wallet_id, order)


async def test_presentation_that_is_bound_already_is_not_signed_again(world: WalletWorld) -> None:
    wallet_id, order = await an_order(world)
    bound = await world.signer.bind_presentation(wallet_id, order)
    with pytest.raises(SigningRefused):
        await world.signer.bind_presentation(wallet_id, replace(order, sd_jwt=bound))


async def test_query_that_the_request_does_not_have_is_not_answered(world: WalletWorld) -> None:
    wallet_id, order = await an_order(world)
    with pytest.raises(SigningRefused):
        await world.signer.bind_presentation(wallet_id, replace(order, query_id="other"))


@pytest.mark.threat(24)
async def test_stolen_credential_without_its_key_cannot_be_presented(world: WalletWorld) -> None:
    wallet_id, order = await an_order(world)
    thief = await world.new_wallet()
    own = await world.signer.prove_new_key(
        thief, KeyProofOrder(credential_issuer=world.issuer.url, nonce="1")
    )
    for wallet, key_id in ((thief, order.key_id), (thief, own.key_id), (wallet_id, own.key_id)):
        with pytest.raises(SigningRefused):
            await world.signer.bind_presentation(wallet, replace(order, key_id=key_id))


async def test_key_does_not_sign_for_a_credential_of_another_issuer(world: WalletWorld) -> None:
    wallet_id, order = await an_order(world)
    proof = await world.signer.prove_new_key(
        wallet_id, KeyProofOrder(credential_issuer="https://elsewhere.example", nonce=None)
    )
    key = parse_compact_jws(proof.jwt).header["jwk"]
    assert isinstance(key, dict)
    full = world.issuer.sign(parse_public_jwk(key))
    chosen = select_disclosures(
        parse_sd_jwt(full), paths=[("age_equal_or_over", "65"), ("incheon_resident",)]
    )
    changed = replace(order, key_id=proof.key_id, sd_jwt=serialize_sd_jwt(chosen))
    with pytest.raises(SigningRefused, match="of another issuer"):
        await world.signer.bind_presentation(wallet_id, changed)


async def test_forgotten_key_signs_nothing_more(world: WalletWorld) -> None:
    wallet_id, order = await an_order(world)
    await world.signer.forget_key(wallet_id, order.key_id)
    await world.signer.forget_key(wallet_id, order.key_id)
    with pytest.raises(SigningRefused):
        await world.signer.bind_presentation(wallet_id, order)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a/b", "A" * 42, "A" * 44, "\0" * 43])
async def test_names_of_keys_lead_to_no_other_file(world: WalletWorld, name: str) -> None:
    wallet_id = await world.new_wallet()
    with pytest.raises(SigningRefused):
        await world.signer.forget_key(wallet_id, KeyId(name))
    with pytest.raises(SigningRefused):
        await world.signer.forget_key(WalletId(name), KeyId("A" * 43))


def test_signer_offers_no_way_to_sign_bytes_or_a_hash() -> None:
    functions = dict(inspect.getmembers(LocalSigner, inspect.isfunction))
    acts = {name: act for name, act in functions.items() if not name.startswith("_")}
    assert acts.keys() == {"prove_new_key", "bind_presentation", "forget_key"}
    for act in acts.values():
        kinds = [str(parameter.annotation) for parameter in inspect.signature(act).parameters.values()]
        assert not any("bytes" in kind for kind in kinds)


async def test_key_files_are_readable_by_their_owner_alone(world: WalletWorld) -> None:
    await world.wallet_with_card()
    (path,) = world.keys_dir.rglob("*.key")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert b"PRIVATE KEY" not in path.read_bytes()
