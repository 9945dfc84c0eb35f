"""Wallet providers take attestations back, and the issuer hears of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from citywallet.protocol.oauth import PRE_AUTHORIZED_CODE_GRANT
from citywallet.protocol.statuslist import CredentialStatus
from tests.support.attestation import a_key_attestation, a_pop, an_attestation, anchors_file
from tests.support.clock import NOON
from tests.support.issuer import City, OfferInHand, an_issuer
from tests.support.keys import ATTACKER, a_signing_key
from tests.support.provider_lists import BROKEN, INDEX, ProviderList, a_provider_list

pytestmark = pytest.mark.threat(127)


@pytest.fixture
async def provider() -> AsyncIterator[ProviderList]:
    async with a_provider_list(NOON) as provider:
        yield provider


@pytest.fixture
async def trusting(tmp_path: Path, provider: ProviderList) -> AsyncIterator[City]:
    """An issuer that trusts the provider and may ask it."""
    async with an_issuer(
        tmp_path,
        wallet_provider_anchors=anchors_file(tmp_path),
        outbound_allowed_origins=(provider.origin,),
    ) as city:
        yield city


async def redeem(city: City, offer: OfferInHand, status: Any) -> httpx.Response:
    now = city.clock.now()
    headers = {
        "OAuth-Client-Attestation": an_attestation(now=now, status=status),
        "OAuth-Client-Attestation-PoP": a_pop(audience=city.issuer, now=now),
    }
    fields = {"grant_type": PRE_AUTHORIZED_CODE_GRANT, "pre-authorized_code": offer.code}
    return await city.client.post("/token", data=fields, headers=headers)


async def ask(city: City, token: str, status: Any) -> httpx.Response:
    attestation = a_key_attestation(80, 81, now=city.clock.now(), nonce=await city.nonce(), status=status)
    body = {"credential_configuration_id": "citizen-id", "proofs": {"attestation": [attestation]}}
    return await city.request_credential(token, body)


async def test_attestations_that_still_count_are_believed(trusting: City, provider: ProviderList) -> None:
    answer = await redeem(trusting, await trusting.offer(), provider.claim())
    assert answer.status_code == 200, answer.text
    issued = await ask(trusting, answer.json()["access_token"], provider.claim())
    assert len(issued.json()["credentials"]) == 2


@pytest.mark.parametrize("status", [CredentialStatus.INVALID, CredentialStatus.SUSPENDED])
async def test_a_wallet_whose_attestation_was_taken_back_is_refused_and_uses_nothing_up(
    trusting: City, provider: ProviderList, status: CredentialStatus
) -> None:
    provider.say(status)
    offer, before = await trusting.offer(), await trusting.counts()
    refused = await redeem(trusting, offer, provider.claim())
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_client_attestation")
    assert await trusting.counts() == before
    assert (await redeem(trusting, offer, provider.claim(INDEX + 1))).status_code == 200


async def test_a_wallet_whose_attestation_was_taken_back_cannot_refresh(
    trusting: City, provider: ProviderList
) -> None:
    tokens = (await redeem(trusting, await trusting.offer(), provider.claim())).json()
    provider.say(CredentialStatus.INVALID)
    trusting.clock.advance(seconds=60)
    now = trusting.clock.now()
    headers = {
        "OAuth-Client-Attestation": an_attestation(now=now, status=provider.claim()),
        "OAuth-Client-Attestation-PoP": a_pop(audience=trusting.issuer, now=now),
    }
    fields = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    refused = await trusting.client.post("/token", data=fields, headers=headers)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_client_attestation")


async def test_keys_whose_attestation_was_taken_back_get_no_credential(
    trusting: City, provider: ProviderList
) -> None:
    provider.say(CredentialStatus.INVALID)
    token = await trusting.token()
    refused = await ask(trusting, token, provider.claim())
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_proof")
    assert (await trusting.counts())["credentials"] == 0
    assert (await ask(trusting, token, provider.claim(INDEX + 1))).status_code == 200


def wrong_lists(provider: ProviderList) -> dict[str, str]:
    stranger = a_signing_key(ATTACKER)
    return {
        "signed by a stranger": provider.token(key=stranger),
        "of another address": provider.token(uri=f"{provider.origin}/other"),
        "expired": provider.token(expires_at=NOON - timedelta(seconds=1)),
        "without certificates": provider.token(x5c=(b"no certificate",)),
        "no token": "x.y.z",
    }


@pytest.mark.parametrize(
    "name", ["signed by a stranger", "of another address", "expired", "without certificates", "no token"]
)
async def test_a_list_that_cannot_be_believed_lets_nobody_in_and_uses_nothing_up(
    trusting: City, provider: ProviderList, name: str
) -> None:
    provider.served = wrong_lists(provider)[name]
    offer, before = await trusting.offer(), await trusting.counts()
    refused = await redeem(trusting, offer, provider.claim())
    assert (refused.status_code, refused.json()["error"]) == (503, "temporarily_unavailable")
    assert await trusting.counts() == before
    token = await trusting.token()
    assert (await ask(trusting, token, provider.claim())).status_code == 503


@pytest.mark.parametrize("broken", BROKEN)
async def test_a_provider_that_gives_no_list_is_asked_again_later(
    trusting: City, provider: ProviderList, broken: Any
) -> None:
    provider.broken = broken
    offer = await trusting.offer()
    assert (await redeem(trusting, offer, provider.claim())).status_code == 503
    provider.broken = None
    assert (await redeem(trusting, offer, provider.claim())).status_code == 200


async def test_an_index_that_is_not_in_the_list_is_unknown(trusting: City, provider: ProviderList) -> None:
    assert (await redeem(trusting, await trusting.offer(), provider.claim(4096))).status_code == 503


@pytest.mark.parametrize(
    "status", [{}, "valid", {"other": {}}, {"status_list": {"idx": -1, "uri": "https://x.example"}}]
)
async def test_a_status_that_cannot_be_read_makes_an_attestation_worthless(
    trusting: City, status: Any
) -> None:
    refused = await redeem(trusting, await trusting.offer(), status)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_client_attestation")
    answer = await ask(trusting, await trusting.token(), status)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_proof")


@pytest.mark.threat(43)
async def test_no_list_is_fetched_for_whoever_is_not_believed_nor_from_inside(
    tmp_path: Path, provider: ProviderList
) -> None:
    anchors = anchors_file(tmp_path)
    async with an_issuer(tmp_path, wallet_provider_anchors=anchors) as city:
        assert (await redeem(city, await city.offer(), provider.claim())).status_code == 503
        now = city.clock.now()
        forged = an_attestation(now=now, status=provider.claim(), signer=a_signing_key(ATTACKER))
        headers = {
            "OAuth-Client-Attestation": forged,
            "OAuth-Client-Attestation-PoP": a_pop(audience=city.issuer, now=now),
        }
        assert (
            await city.client.post("/token", data={"grant_type": "x"}, headers=headers)
        ).status_code == 400
    assert provider.web.requests == []


async def test_a_list_is_asked_for_once_in_a_minute(trusting: City, provider: ProviderList) -> None:
    for _ in range(3):
        assert (await redeem(trusting, await trusting.offer(), provider.claim())).status_code == 200
    assert len(provider.web.requests) == 1
    trusting.clock.advance(seconds=60)
    assert (await redeem(trusting, await trusting.offer(), provider.claim())).status_code == 200
    assert len(provider.web.requests) == 2
