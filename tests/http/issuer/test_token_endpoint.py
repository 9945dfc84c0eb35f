"""Redeeming an offer's code: once, in time, and with the right transaction code."""

import asyncio
from pathlib import Path

import pytest

from citywallet.protocol.encoding import serialize_json
from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.app import build_app
from issuer.domain.offers import MAX_WRONG_TX_CODES
from issuer.usecases.forget_rates import ForgetRates
from tests.support.http import client_of
from tests.support.issuer import City, an_issuer, credential_body, database_files
from tests.support.key_directory import chain_ports


def wrong(tx_code: str | None, number: int = 1) -> str:
    """Another transaction code than the right one."""
    assert tx_code is not None
    return f"{(int(tx_code) + number) % 10**6:06d}"


async def test_a_code_gives_a_bearer_token_that_lives_five_minutes(city: City) -> None:
    response = await city.redeem(await city.offer())
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["token_type"] == "Bearer"
    assert response.json()["expires_in"] == 300


async def test_an_offer_tells_what_a_wallet_needs_and_not_the_transaction_code(city: City) -> None:
    offer = await city.offer(tx_code=True)
    assert offer.body["credential_issuer"] == city.issuer
    assert offer.body["credential_configuration_ids"] == ["citizen-id"]
    grant = offer.body["grants"]["urn:ietf:params:oauth:grant-type:pre-authorized_code"]  # type: ignore[index, call-overload]
    assert grant["tx_code"] == {"input_mode": "numeric", "length": 6}
    assert offer.tx_code is not None
    assert offer.tx_code not in str(offer.body)


@pytest.mark.threat(34)
async def test_of_twenty_parallel_redemptions_exactly_one_gets_a_token(city: City) -> None:
    offer = await city.offer()
    responses = await asyncio.gather(*(city.redeem(offer) for _ in range(20)))
    statuses = sorted(response.status_code for response in responses)
    assert statuses == [200] + [400] * 19
    refused = [response for response in responses if response.status_code == 400]
    assert {response.json()["error"] for response in refused} == {"invalid_grant"}
    assert (await city.counts())["access_tokens"] == 1


@pytest.mark.threat(34)
async def test_reusing_a_code_revokes_the_token_that_it_gave(city: City) -> None:
    offer = await city.offer()
    token = (await city.redeem(offer)).json()["access_token"]
    again = await city.redeem(offer)
    assert again.status_code == 400
    assert again.json()["error"] == "invalid_grant"
    response = await city.request_credential(token, credential_body(await city.proof()))
    assert response.status_code == 401
    assert response.json()["error"] == "invalid_token"
    assert 'error="invalid_token"' in response.headers["www-authenticate"]


@pytest.mark.threat(126)
async def test_who_photographed_the_link_gets_nothing_and_spoils_nothing(city: City) -> None:
    offer = await city.offer(tx_code=True)
    token = (await city.redeem(offer)).json()["access_token"]
    stolen = await city.redeem(offer, tx_code=wrong(offer.tx_code))
    assert stolen.json()["error"] == "invalid_grant"
    assert await city.receive(token)


@pytest.mark.threat(126)
async def test_an_offer_can_no_longer_be_read_once_a_wallet_redeemed_it(city: City) -> None:
    offer = await city.offer()
    assert (await city.client.get(offer.address)).status_code == 200
    await city.redeem(offer)
    assert (await city.client.get(offer.address)).status_code == 404


@pytest.mark.threat(35)
async def test_an_offer_is_locked_after_five_wrong_transaction_codes(city: City) -> None:
    offer = await city.offer(tx_code=True)
    for number in range(1, MAX_WRONG_TX_CODES + 1):
        response = await city.redeem(offer, tx_code=wrong(offer.tx_code, number))
        assert response.json()["error"] == "invalid_grant"
    right = await city.redeem(offer)
    assert right.status_code == 400
    assert right.json()["error"] == "invalid_grant"
    assert (await city.client.get(offer.address)).status_code == 404


@pytest.mark.threat(35)
async def test_four_wrong_transaction_codes_leave_the_citizen_one_try(city: City) -> None:
    offer = await city.offer(tx_code=True)
    for number in range(1, MAX_WRONG_TX_CODES):
        await city.redeem(offer, tx_code=wrong(offer.tx_code, number))
    assert (await city.redeem(offer)).status_code == 200


@pytest.mark.threat(35)
async def test_parallel_guesses_are_all_counted(city: City) -> None:
    offer = await city.offer(tx_code=True)
    guesses = [city.redeem(offer, tx_code=wrong(offer.tx_code, number)) for number in range(1, 21)]
    responses = await asyncio.gather(*guesses)
    assert {response.status_code for response in responses} == {400}
    assert (await city.redeem(offer)).status_code == 400


@pytest.mark.threat(35)
async def test_locked_wrong_and_unknown_codes_are_answered_alike(city: City) -> None:
    locked = await city.offer(tx_code=True)
    for number in range(1, MAX_WRONG_TX_CODES + 1):
        await city.redeem(locked, tx_code=wrong(locked.tx_code, number))
    other = await city.offer(tx_code=True)
    answers = {
        (await city.redeem(locked)).text,
        (await city.redeem(other, tx_code=wrong(other.tx_code))).text,
        (await city.redeem(other, **{"pre-authorized_code": "unknown"})).text,
    }
    assert len(answers) == 1


async def guess(city: City, times: int) -> list[int]:
    """Wrong transaction codes, each at an offer of its own; the statuses of the answers."""
    offers = [await city.offer(tx_code=True) for _ in range(times)]
    return [(await city.redeem(offer, tx_code=wrong(offer.tx_code))).status_code for offer in offers]


@pytest.mark.threat(35)
async def test_wrong_transaction_codes_from_one_address_are_counted_over_all_offers(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, wrong_tx_codes_per_hour=3) as city:
        assert await guess(city, 4) == [400, 400, 400, 429]
        offer = await city.offer(tx_code=True)
        refused = await city.redeem(offer)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
        assert refused.json()["error"] == "temporarily_unavailable"
        # No offer was touched meanwhile, and offers without a transaction code are open as ever.
        assert await city.token()
        async with client_of(city.app, base_url=city.issuer, address="203.0.113.7") as elsewhere:
            city.client = elsewhere
            assert (await city.redeem(offer)).status_code == 200


@pytest.mark.threat(35)
async def test_an_address_may_guess_again_after_its_share_of_the_hour(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, wrong_tx_codes_per_hour=3) as city:
        assert await guess(city, 4) == [400, 400, 400, 429]
        city.clock.advance(minutes=20)
        assert await guess(city, 2) == [400, 429]
        city.clock.advance(hours=1)
        assert await guess(city, 4) == [400, 400, 400, 429]


@pytest.mark.threat(35)
async def test_right_transaction_codes_are_not_counted(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, wrong_tx_codes_per_hour=1) as city:
        for _ in range(3):
            assert (await city.redeem(await city.offer(tx_code=True))).status_code == 200


@pytest.mark.threat(35)
async def test_guesses_are_counted_over_all_processes_of_the_issuer(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, wrong_tx_codes_per_hour=2) as city:
        assert await guess(city, 1) == [400]
        ports = chain_ports(city.chain)
        second = build_app(city.settings, chain=ports, clock=city.clock, with_workers=False)
        async with client_of(second, base_url=city.issuer) as client:
            city.client = client
            assert await guess(city, 2) == [400, 429]


@pytest.mark.threat(35)
async def test_behind_a_proxy_the_address_that_it_saw_is_counted(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, wrong_tx_codes_per_hour=1, trusted_proxies=1) as city:
        for forwarded, status in (
            ("203.0.113.7", 400),
            ("198.51.100.1, 203.0.113.7", 429),
            ("198.51.100.1", 400),
        ):
            city.client.headers["X-Forwarded-For"] = forwarded
            assert await guess(city, 1) == [status]


@pytest.mark.threat(35)
async def test_without_a_proxy_nobody_chooses_the_address_that_is_counted(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, wrong_tx_codes_per_hour=1) as city:
        for forwarded, status in (("203.0.113.7", 400), ("198.51.100.1", 429)):
            city.client.headers["X-Forwarded-For"] = forwarded
            assert await guess(city, 1) == [status]


async def test_addresses_are_forgotten_once_they_may_guess_freely_again(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, wrong_tx_codes_per_hour=2) as city:
        sweep = ForgetRates(units=SqlUnitsOfWork(city.database), clock=city.clock)
        await guess(city, 2)
        city.clock.advance(minutes=59)
        await sweep()
        assert (await city.counts())["rate_limits"] == 1
        city.clock.advance(minutes=1)
        await sweep()
        assert (await city.counts())["rate_limits"] == 0


async def test_a_missing_transaction_code_is_invalid_request_and_not_counted(city: City) -> None:
    offer = await city.offer(tx_code=True)
    for _ in range(MAX_WRONG_TX_CODES):
        response = await city.redeem(offer, tx_code=None)
        assert response.status_code == 400
        assert response.json()["error"] == "invalid_request"
    assert (await city.redeem(offer)).status_code == 200


async def test_an_unexpected_transaction_code_is_invalid_request(city: City) -> None:
    response = await city.redeem(await city.offer(), tx_code="123456")
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"


@pytest.mark.threat(36)
async def test_an_offer_ends_at_its_last_second(city: City) -> None:
    offer = await city.offer()
    city.clock.advance(seconds=city.settings.offer_lifetime_seconds - 1)
    assert (await city.client.get(offer.address)).status_code == 200
    city.clock.advance(seconds=1)
    assert (await city.client.get(offer.address)).status_code == 404
    response = await city.redeem(offer)
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_grant"


@pytest.mark.threat(36)
async def test_a_code_is_good_until_the_second_before_its_end(city: City) -> None:
    offer = await city.offer()
    city.clock.advance(seconds=city.settings.offer_lifetime_seconds - 1)
    assert (await city.redeem(offer)).status_code == 200


async def test_authorization_details_give_an_identifier_that_the_credential_request_must_name(
    city: City,
) -> None:
    details = serialize_json([{"type": "openid_credential", "credential_configuration_id": "citizen-id"}])
    response = await city.redeem(await city.offer(), authorization_details=details.decode())
    answer = response.json()
    (authorized,) = answer["authorization_details"]
    (identifier,) = authorized["credential_identifiers"]
    token = answer["access_token"]
    by_configuration = await city.request_credential(token, credential_body(await city.proof()))
    assert by_configuration.json()["error"] == "invalid_credential_request"
    unknown = {"credential_identifier": "another", "proofs": {"jwt": [await city.proof()]}}
    assert (await city.request_credential(token, unknown)).json()["error"] == "unknown_credential_identifier"
    named = {"credential_identifier": identifier, "proofs": {"jwt": [await city.proof()]}}
    assert (await city.request_credential(token, named)).status_code == 200


@pytest.mark.parametrize(
    "details",
    ["{}", "[]", "no json", "[1]", '[{"type":"openid_credential"}]', '[{"type":"other"}]', "[" * 9_000],
)
async def test_authorization_details_for_something_else_are_refused_and_use_nothing_up(
    city: City, details: str
) -> None:
    offer = await city.offer()
    response = await city.redeem(offer, authorization_details=details)
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_authorization_details"
    assert (await city.redeem(offer)).status_code == 200


async def test_no_secret_of_an_offer_or_token_is_in_the_database(city: City) -> None:
    offer = await city.offer(tx_code=True)
    token = (await city.redeem(offer)).json()["access_token"]
    reference = offer.address.rsplit("/", 1)[1]
    content = b"".join(path.read_bytes() for path in database_files(city.settings))
    for secret in (reference, offer.code, token):
        assert secret.encode() not in content
