"""Codes that are bound to a key while the request is pushed: by `dpop_jkt`, by a DPoP proof, or by both."""

from typing import Any

import pytest

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.keys import thumbprint
from tests.support.authorization import CALLBACK, RECEIVE, VERIFIER, WALLET, CodeFlow
from tests.support.citizen_browser import query_of
from tests.support.dpop import OTHER_DPOP, DpopClient
from tests.support.issuer import credential_body
from tests.support.keys import HOLDER, a_signing_key


def jkt(client: DpopClient) -> str:
    return encode_base64url(thumbprint(client.key.public))


async def decided(flow: CodeFlow, request_uri: str) -> str:
    """What the citizen's consent to a pushed request gives."""
    await flow.browser.open(flow.address(client_id=WALLET, request_uri=request_uri))
    await flow.sign_in()
    await flow.browser.press(RECEIVE)
    return query_of(flow.browser.address)["code"]


def redemption(code: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": VERIFIER,
        "redirect_uri": CALLBACK,
        "client_id": WALLET,
    }


async def test_wallet_without_a_nonce_is_told_one_at_the_push_and_succeeds_with_it(flow: CodeFlow) -> None:
    client = DpopClient(flow.city, a_signing_key(HOLDER))
    before = await flow.city.counts()
    first = await client.post_form("/par", flow.request())
    assert (first.status_code, first.json()["error"]) == (400, "use_dpop_nonce")
    assert await flow.city.counts() == before
    second = await client.post_form("/par", flow.request())
    assert (second.status_code, bool(second.headers["dpop-nonce"])) == (201, True)


@pytest.mark.threat(39)
@pytest.mark.parametrize("announced", ["by the proof", "by dpop_jkt", "by both"])
async def test_code_is_redeemed_by_the_key_of_the_push_alone(flow: CodeFlow, announced: str) -> None:
    client, thief = await DpopClient.of(flow.city), await DpopClient.of(flow.city, OTHER_DPOP)
    request = flow.request() if announced == "by the proof" else flow.request(dpop_jkt=jkt(client))
    if announced == "by dpop_jkt":
        pushed = await flow.city.client.post("/par", data=request)
    else:
        pushed = await client.post_form("/par", request)
    code = await decided(flow, pushed.json()["request_uri"])
    without_key = await flow.redeem(code)
    by_another = await thief.post_form("/token", redemption(code))
    for refused in (without_key, by_another):
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    redeemed = await client.post_form("/token", redemption(code))
    assert (redeemed.status_code, redeemed.json()["token_type"]) == (200, "DPoP")
    body = credential_body(await flow.city.proof())
    assert (await client.request_credential(redeemed.json()["access_token"], body)).status_code == 200


@pytest.mark.threat(39)
async def test_push_is_refused_with_a_proof_of_another_key_than_it_announces(flow: CodeFlow) -> None:
    client, other = await DpopClient.of(flow.city), await DpopClient.of(flow.city, OTHER_DPOP)
    before = await flow.city.counts()
    answer = await client.post_form("/par", flow.request(dpop_jkt=jkt(other)))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_dpop_proof")
    # The proof is used up, and nothing else is kept.
    assert await flow.city.counts() == before | {"used_nonces": before["used_nonces"] + 1}


@pytest.mark.threat(36)
@pytest.mark.threat(39)
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"method": "GET"}, "invalid_dpop_proof"),
        ({"address": "https://issuer.example/token"}, "invalid_dpop_proof"),
        ({"nonce": "made up"}, "use_dpop_nonce"),
        ({"key": a_signing_key(OTHER_DPOP).public}, "invalid_dpop_proof"),
    ],
)
async def test_push_is_refused_with_one_thing_wrong_in_its_proof(
    flow: CodeFlow, changes: dict[str, Any], error: str
) -> None:
    client = await DpopClient.of(flow.city)
    answer = await client.post_form("/par", flow.request(), **changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.threat(39)
async def test_proof_of_a_push_counts_once(flow: CodeFlow) -> None:
    client = await DpopClient.of(flow.city)
    proof = client.proof("/par")
    answers = [await client.post_form("/par", flow.request(), proof=proof) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 400]
    assert answers[1].json()["error"] == "invalid_dpop_proof"


@pytest.mark.parametrize("proof", ["", "a.b.c", "x" * 20_000, "e30.e30."])
async def test_push_is_refused_with_a_proof_that_is_none(flow: CodeFlow, proof: str) -> None:
    answer = await flow.push(headers={"DPoP": proof})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_dpop_proof")


@pytest.mark.threat(45)
async def test_signed_in_wallet_that_lost_the_answer_gets_the_same_card_again(flow: CodeFlow) -> None:
    token, body = await flow.token(), credential_body(await flow.city.proof())
    first, second = [await flow.city.request_credential(token, body) for _ in range(2)]
    assert first.status_code == second.status_code == 200
    assert first.json()["credentials"] == second.json()["credentials"]
