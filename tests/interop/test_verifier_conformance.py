"""What the Foundation's tests ask of a verifier, asked over HTTP by a wallet of other hands than ours."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from city.demo.actors import Actors
from tests.interop.compact import spoilt
from tests.support.stranger import StrangerWallet

Spoil = Callable[[StrangerWallet, dict[str, Any]], dict[str, str]]


@pytest.fixture
async def carrier(stranger: StrangerWallet, actors: Actors) -> StrangerWallet:
    """A stranger's wallet with the citizen ID of somebody over 65."""
    offer = await actors.issuer.offer(type_id="citizen-id", citizen=actors.city.citizens[0], tx_code=False)
    await asyncio.to_thread(stranger.receive, offer.credential_offer_uri)
    return stranger


async def test_a_request_is_the_same_when_fetched_twice(carrier: StrangerWallet, actors: Actors) -> None:
    asked = await actors.verifier.ask("age-65", as_of=None)
    first, second = (carrier.read_request(asked.request_uri) for _ in range(2))
    assert first == second
    assert carrier.answer(second).status_code == 200


async def test_a_request_fetched_by_post_repeats_the_wallets_nonce(
    carrier: StrangerWallet, actors: Actors
) -> None:
    asked = await actors.verifier.ask("age-65", as_of=None)
    request = carrier.read_request(asked.request_uri, wallet_nonce="a-nonce-of-the-wallet")
    assert request["wallet_nonce"] == "a-nonce-of-the-wallet"
    assert carrier.answer(request).status_code == 200
    result = await actors.verifier.result(asked.id, wait=timedelta(seconds=5))
    assert result.decision == "accepted"


def broken_issuer_signature(wallet: StrangerWallet, request: dict[str, Any]) -> dict[str, str]:
    issued, *disclosures = wallet.sd_jwt.split("~")
    wallet.sd_jwt = "~".join([spoilt(issued), *disclosures])
    return wallet.form(request)


def broken_key_binding_signature(wallet: StrangerWallet, request: dict[str, Any]) -> dict[str, str]:
    form = wallet.form(request)
    return form | {"vp_token": spoilt(form["vp_token"].removesuffix('"]}')) + '"]}'}


def no_key_binding(wallet: StrangerWallet, request: dict[str, Any]) -> dict[str, str]:
    form = wallet.form(request)
    return form | {"vp_token": form["vp_token"].rpartition("~")[0] + '~"]}'}


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (broken_issuer_signature, "altered"),
        (broken_key_binding_signature, "not_the_holder"),
        (no_key_binding, "not_the_holder"),
    ],
)
async def test_a_broken_answer_is_refused(
    carrier: StrangerWallet, actors: Actors, spoil: Spoil, reason: str
) -> None:
    asked = await actors.verifier.ask("age-65", as_of=None)
    request = carrier.read_request(asked.request_uri)
    answer = carrier.http.post(request["response_uri"], data=spoil(carrier, request))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    result = await actors.verifier.result(asked.id, wait=timedelta(seconds=5))
    assert result.report is not None
    assert (result.decision, result.report["reason"]) == ("refused", reason)
