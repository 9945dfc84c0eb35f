"""The HAIP profile: the whole way of a wallet that does what it asks, and what is refused to others."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from citywallet.protocol.oauth import PRE_AUTHORIZED_CODE_GRANT
from citywallet.protocol.pkce import code_challenge_of
from tests.support.attestation import CLIENT_ID, OTHER_INSTANCE, AttestedWallet
from tests.support.authorization import CALLBACK, VERIFIER, CodeFlow, a_code_flow
from tests.support.citizen_browser import query_of
from tests.support.dpop import OTHER_DPOP, DpopClient
from tests.support.haip import ATTESTED_WALLETS, KEYS, HaipWallet, a_haip_flow
from tests.support.issuer import credential_body, verified
from tests.support.keys import a_signing_key

DAY = 86_400


@pytest.fixture
async def strict(tmp_path: Path) -> AsyncIterator[CodeFlow]:
    async with a_haip_flow(tmp_path) as flow:
        yield flow


async def test_a_wallet_that_does_all_of_it_signs_in_receives_and_refreshes(strict: CodeFlow) -> None:
    wallet = await HaipWallet.of(strict)
    tokens = await wallet.tokens()
    assert query_of(strict.browser.address)["iss"] == strict.city.issuer
    assert tokens["token_type"] == "DPoP"
    first = await wallet.request_credential(tokens["access_token"], await wallet.attested_body())
    assert first.status_code == 200, first.text
    keys = {verified(each["credential"]).holder_key for each in first.json()["credentials"]}
    assert keys == {a_signing_key(number).public for number in KEYS}
    refreshed = (await wallet.refresh(tokens["refresh_token"])).json()
    second = await wallet.request_credential(refreshed["access_token"], await wallet.attested_body(83, 84))
    assert len(second.json()["credentials"]) == 2


async def test_an_offer_is_taken_up_by_a_wallet_that_proves_who_it_is(strict: CodeFlow) -> None:
    wallet = await HaipWallet.of(strict)
    answer = await wallet.redeem(await strict.city.offer())
    assert (answer.status_code, answer.json()["token_type"]) == (200, "DPoP")


@pytest.mark.threat(40)
async def test_a_request_that_was_not_pushed_goes_back_with_an_error(strict: CodeFlow) -> None:
    fields, before = strict.request(client_id=CLIENT_ID), await strict.city.counts()
    await strict.browser.open(strict.address(**fields))
    answer = query_of(strict.browser.address)
    assert strict.browser.address.startswith(CALLBACK)
    assert (answer["error"], answer["iss"], answer["state"]) == ("invalid_request", strict.city.issuer, "s-1")
    assert await strict.city.counts() == before


@pytest.mark.threat(40)
@pytest.mark.parametrize("client_id", [CLIENT_ID, None])
async def test_a_push_of_who_does_not_prove_who_it_is_is_refused(
    strict: CodeFlow, client_id: str | None
) -> None:
    before = await strict.city.counts()
    answer = await strict.push(client_id=client_id)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert await strict.city.counts() == before


async def test_a_push_under_another_name_than_the_attested_one_is_refused(strict: CodeFlow) -> None:
    wallet = await HaipWallet.of(strict)
    for client_id in ("https://wallet.example.org", "https://unknown.example"):
        answer = await wallet.push(client_id=client_id)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client_attestation")


async def test_a_push_that_answers_no_challenge_is_told_one(strict: CodeFlow) -> None:
    headers = AttestedWallet(strict.city.issuer).headers(now=strict.city.clock.now())
    answer = await strict.push(headers, client_id=CLIENT_ID)
    assert (answer.status_code, answer.json()["error"]) == (400, "use_attestation_challenge")
    assert answer.headers["oauth-client-attestation-challenge"]


@pytest.mark.threat(41)
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain", "code_challenge": VERIFIER}, "invalid_request"),
        ({"redirect_uri": f"{CALLBACK}/x"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        (
            {
                "scope": None,
                "authorization_details": json.dumps(
                    [{"type": "openid_credential", "credential_configuration_id": "citizen-id"}]
                ),
            },
            "invalid_scope",
        ),
        (
            {
                "scope": "residence",
                "authorization_details": json.dumps(
                    [{"type": "openid_credential", "credential_configuration_id": "citizen-id"}]
                ),
            },
            "invalid_scope",
        ),
    ],
)
async def test_a_push_is_refused_when_one_thing_in_it_is_not_as_haip_wants_it(
    strict: CodeFlow, changes: dict[str, str | None], error: str
) -> None:
    answer = await (await HaipWallet.of(strict)).push(**changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


@pytest.mark.threat(39)
async def test_a_token_request_without_the_servers_nonce_is_told_one(strict: CodeFlow) -> None:
    wallet, offer = await HaipWallet.of(strict), await strict.city.offer()
    wallet.client.nonce = None
    told = await wallet.redeem(offer)
    assert (told.status_code, told.json()["error"]) == (400, "use_dpop_nonce")
    wallet.client.nonce = told.headers["dpop-nonce"]
    assert (await wallet.redeem(offer)).status_code == 200


@pytest.mark.threat(39)
async def test_no_grant_gives_a_token_that_is_bound_to_no_key(strict: CodeFlow) -> None:
    wallet = await HaipWallet.of(strict)
    offer, code = await strict.city.offer(), await wallet.code()
    tokens = await wallet.tokens()
    for fields in (
        {"grant_type": PRE_AUTHORIZED_CODE_GRANT, "pre-authorized_code": offer.code},
        {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER},
        {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]},
    ):
        answer = await strict.city.client.post(
            "/token", data=fields | {"redirect_uri": CALLBACK}, headers=await wallet.attested()
        )
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_dpop_proof")


@pytest.mark.threat(39)
async def test_a_code_is_good_only_with_the_key_that_was_proven_when_it_was_asked_for(
    strict: CodeFlow,
) -> None:
    wallet = await HaipWallet.of(strict)
    code = await wallet.code()
    thief = HaipWallet(strict, await DpopClient.of(strict.city, OTHER_DPOP), OTHER_INSTANCE)
    answer = await strict.redeem(code, await thief.headers("/token"), client_id=CLIENT_ID)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.threat(37)
async def test_keys_that_nobody_attests_get_no_credential(strict: CodeFlow) -> None:
    wallet = await HaipWallet.of(strict)
    token = (await wallet.tokens())["access_token"]
    before = await strict.city.counts()
    bare = credential_body(await strict.city.proof(client_id=CLIENT_ID))
    refused = await wallet.request_credential(token, bare)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_proof")
    assert "attest" in refused.json()["error_description"]
    after = await strict.city.counts()
    assert after["credentials"] == before["credentials"] == 0


@pytest.mark.threat(37)
async def test_a_refresh_needs_the_keys_attested_anew(strict: CodeFlow) -> None:
    wallet = await HaipWallet.of(strict)
    tokens = await wallet.tokens()
    body = await wallet.attested_body()
    first = await wallet.request_credential(tokens["access_token"], body)
    token = (await wallet.refresh(tokens["refresh_token"])).json()["access_token"]
    # The same request is a lost answer, given again: nothing new comes of an attestation that was used.
    assert (await wallet.request_credential(token, body)).json() == first.json()
    bare = credential_body(await strict.city.proof(key=a_signing_key(KEYS[0])))
    assert (await wallet.request_credential(token, bare)).json()["error"] == "invalid_proof"
    fresh = await wallet.request_credential(token, await wallet.attested_body())
    assert fresh.status_code == 200, fresh.text


@pytest.mark.threat(90)
async def test_refresh_tokens_rotate_belong_to_one_instance_and_end_after_a_year(strict: CodeFlow) -> None:
    wallet = await HaipWallet.of(strict)
    first = (await wallet.tokens())["refresh_token"]
    thief = HaipWallet(strict, wallet.client, OTHER_INSTANCE)
    assert (await thief.refresh(first)).json()["error"] == "invalid_grant"
    second = (await wallet.refresh(first)).json()["refresh_token"]
    assert second != first
    strict.city.clock.advance(seconds=365 * DAY)
    wallet.client = await DpopClient.of(strict.city)
    assert (await wallet.refresh(second)).json()["error"] == "invalid_grant"


async def test_tokens_from_before_the_switch_do_not_count_after_it(tmp_path: Path) -> None:
    async with a_code_flow(tmp_path, wallets=ATTESTED_WALLETS) as flow:
        tokens = (await flow.city.redeem(await flow.city.offer())).json()
        database_url = flow.city.settings.database_url
    async with a_haip_flow(tmp_path, database_url=database_url) as strict:
        wallet = await HaipWallet.of(strict)
        body = await wallet.attested_body()
        refused = await strict.city.request_credential(tokens["access_token"], body)
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_token")
        assert (await wallet.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_verifier_of_another_flow_gets_no_token(strict: CodeFlow) -> None:
    wallet = await HaipWallet.of(strict)
    code = await wallet.code()
    other = "x" * 43
    assert code_challenge_of(VERIFIER) != other
    answer = await strict.redeem(
        code, await wallet.headers("/token"), client_id=CLIENT_ID, code_verifier=other
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
