from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from citywallet.protocol.keys import thumbprint
from citywallet.protocol.trust import CertificateUsage, KeyPurpose
from issuer.adapters.key_ring import ListedKeyRing
from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.app import build_app
from issuer.cli.signing_keys import add_key_in_file, keys_on_list
from issuer.ports import ChainUnavailable
from issuer.usecases.follow_signing_keys import FollowSigningKeys
from tests.support.certificates import a_leaf
from tests.support.clock import NOON
from tests.support.http import client_of
from tests.support.issuer import KEY_PASSPHRASE, City, an_issuer, credential_body, key_ring_of
from tests.support.key_directory import chain_ports
from tests.support.keys import a_signing_key

CREDENTIAL = KeyPurpose.CREDENTIAL


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    async with an_issuer(tmp_path) as running:
        yield running


def add_key(city: City, number: int = 61) -> bytes:
    """List one more credential key; its thumbprint."""
    key = a_signing_key(number)
    add_key_in_file(
        city.settings.signing_keys.parent,
        purpose=CREDENTIAL,
        key=key,
        chain=(a_leaf(CertificateUsage.CREDENTIAL_SIGNER, key),),
        passphrase=KEY_PASSPHRASE.encode(),
    )
    return thumbprint(key.public)


def first_key(city: City) -> bytes:
    return keys_on_list(city.settings.signing_keys.parent)[0].thumbprint


def following(city: City) -> tuple[FollowSigningKeys, ListedKeyRing]:
    """One process of the issuer: its ring, and the act that keeps it."""
    ring = key_ring_of(city.settings)
    follow = FollowSigningKeys(
        units=SqlUnitsOfWork(city.database), clock=city.clock, ring=ring, directory=city.directory
    )
    return follow, ring


def signing(ring: ListedKeyRing) -> bytes:
    return thumbprint(ring.signer(CREDENTIAL).key.public)


@pytest.mark.threat(9)
async def test_a_new_key_signs_once_the_directory_shows_it_and_not_before(city: City) -> None:
    follow, ring = following(city)
    city.directory.register(first_key(city), CREDENTIAL, since=NOON)
    second = add_key(city)
    await follow()
    assert signing(ring) == first_key(city)

    city.directory.register(second, CREDENTIAL, since=city.clock.now())
    await follow()
    assert signing(ring) == second
    assert len(ring.published(CREDENTIAL)) == 2  # what the first one signed still counts


async def test_a_key_whose_epoch_begins_after_our_clock_waits(city: City) -> None:
    follow, ring = following(city)
    second = add_key(city)
    city.directory.register(first_key(city), CREDENTIAL, since=NOON)
    city.directory.register(second, CREDENTIAL, since=city.clock.now() + timedelta(seconds=1))
    await follow()
    assert signing(ring) == first_key(city)
    city.clock.advance(seconds=1)
    await follow()
    assert signing(ring) == second


async def test_a_key_registered_for_another_purpose_does_not_sign(city: City) -> None:
    follow, ring = following(city)
    city.directory.register(add_key(city), KeyPurpose.STATUS, since=NOON)
    await follow()
    assert signing(ring) == first_key(city)


@pytest.mark.parametrize("how", ["ended", "compromised"])
@pytest.mark.threat(9)
async def test_a_key_past_its_epoch_signs_no_more(city: City, how: str) -> None:
    follow, ring = following(city)
    second = add_key(city)
    for key in (first_key(city), second):
        city.directory.register(key, CREDENTIAL, since=NOON)
    await follow()
    assert signing(ring) == second
    if how == "ended":
        city.directory.end(second, at=city.clock.now())
    else:
        city.directory.compromise(second, since=city.clock.now())
    await follow()
    assert signing(ring) == first_key(city)
    assert [thumbprint(each.key.public) for each in ring.published(CREDENTIAL)] == [first_key(city)]


async def test_a_start_without_the_chain_goes_on_with_the_same_key(city: City) -> None:
    follow, _ = following(city)
    second = add_key(city)
    city.directory.register(second, CREDENTIAL, since=NOON)
    await follow()

    city.directory.down = True
    follow_again, ring_again = following(city)
    await follow_again.recall()
    assert signing(ring_again) == second
    with pytest.raises(ChainUnavailable):
        await follow_again()
    assert signing(ring_again) == second


async def test_another_process_takes_up_what_one_has_seen(city: City) -> None:
    (follow, _), (follow_elsewhere, ring_elsewhere) = following(city), following(city)
    second = add_key(city)
    city.directory.register(second, CREDENTIAL, since=NOON)
    await follow()
    ring_elsewhere.reload()
    await follow_elsewhere.recall()
    assert signing(ring_elsewhere) == second


@pytest.mark.threat(9)
async def test_a_wallet_gets_cards_of_the_new_key_and_both_keys_are_published(city: City) -> None:
    second = add_key(city)
    for key in (first_key(city), second):
        city.directory.register(key, CREDENTIAL, since=NOON)
    follow, _ = following(city)
    await follow()

    again = build_app(city.settings, chain=chain_ports(city.chain, city.directory), clock=city.clock)
    async with client_of(again, base_url=city.issuer) as client:
        answer = await client.get("/.well-known/jwt-vc-issuer")
        assert len(answer.json()["jwks"]["keys"]) == 2


async def test_without_a_key_in_its_epoch_nothing_is_issued_and_the_wallet_may_try_again(city: City) -> None:
    city.directory.register(first_key(city), CREDENTIAL, since=NOON)
    city.directory.end(first_key(city), at=NOON)
    follow, _ = following(city)
    await follow()
    again = build_app(city.settings, chain=chain_ports(city.chain, city.directory), clock=city.clock)
    async with client_of(again, base_url=city.issuer) as client:
        city.client = client
        token = await city.token()
        body = credential_body(await city.proof())
        before = await city.counts()
        response = await city.request_credential(token, body)
        assert (response.status_code, response.json()["error"]) == (503, "temporarily_unavailable")
        assert await city.counts() == before
