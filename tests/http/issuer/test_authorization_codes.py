"""The code that a citizen's consent gives: what it is bound to, and that it is good once."""

import asyncio
from typing import Any

import pytest

from tests.support.authorization import CALLBACK, OTHER_WALLET, WALLET, CodeFlow
from tests.support.citizen_browser import query_of
from tests.support.issuer import credential_body, database_files, verified

OTHER_VERIFIER = "x" * 43


async def test_citizen_gets_the_card_by_signing_in(flow: CodeFlow) -> None:
    card = verified(await flow.city.receive(await flow.token()))
    assert card.claims["name"] == "김영자"


async def test_code_is_answered_with_the_servers_name_and_the_wallets_state(flow: CodeFlow) -> None:
    await flow.code()
    answer = query_of(flow.browser.address)
    assert set(answer) == {"code", "state", "iss"}
    assert (answer["state"], answer["iss"]) == ("s-1", flow.city.issuer)
    assert len(answer["code"]) == 43


@pytest.mark.threat(34)
async def test_second_use_of_a_code_ends_what_the_first_gave(flow: CodeFlow) -> None:
    code = await flow.code()
    token = (await flow.redeem(code)).json()["access_token"]
    again = await flow.redeem(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    refused = await flow.city.request_credential(token, credential_body(await flow.city.proof()))
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_token")


@pytest.mark.threat(34)
async def test_of_twenty_uses_at_one_time_one_gets_a_token_and_reuse_ends_it(flow: CodeFlow) -> None:
    code = await flow.code()
    answers = await asyncio.gather(*(flow.redeem(code) for _ in range(20)))
    tokens = [answer.json()["access_token"] for answer in answers if answer.status_code == 200]
    assert len(tokens) == 1
    assert all(answer.json()["error"] == "invalid_grant" for answer in answers if answer.status_code != 200)
    refused = await flow.city.request_credential(tokens[0], credential_body(await flow.city.proof()))
    assert refused.status_code == 401


@pytest.mark.threat(41)
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": OTHER_VERIFIER}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_request"),
        ({"code_verifier": "short"}, "invalid_request"),
        ({"client_id": OTHER_WALLET}, "invalid_grant"),
        ({"client_id": None}, "invalid_grant"),
        ({"redirect_uri": f"{CALLBACK}/"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"code": "another"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"authorization_details": "[]"}, "invalid_authorization_details"),
    ],
)
async def test_code_is_refused_when_one_thing_is_not_the_wallets_and_stays_good_for_it(
    flow: CodeFlow, changes: dict[str, Any], error: str
) -> None:
    code = await flow.code()
    refused = await flow.redeem(changes.pop("code", code) or "", **changes)
    assert (refused.status_code, refused.json()["error"]) == (400, error)
    assert (await flow.redeem(code)).status_code == 200


@pytest.mark.threat(34)
async def test_whoever_has_only_seen_a_used_code_can_end_nothing(flow: CodeFlow) -> None:
    code = await flow.code()
    token = (await flow.redeem(code)).json()["access_token"]
    assert (await flow.redeem(code, code_verifier=OTHER_VERIFIER)).json()["error"] == "invalid_grant"
    assert await flow.city.receive(token)


@pytest.mark.threat(36)
async def test_code_is_refused_at_the_moment_it_expires(flow: CodeFlow) -> None:
    in_time, late = await flow.code(), await flow.code()
    flow.city.clock.advance(seconds=59)
    assert (await flow.redeem(in_time)).status_code == 200
    flow.city.clock.advance(seconds=1)
    assert (await flow.redeem(late)).json()["error"] == "invalid_grant"


async def test_details_in_the_token_request_narrow_what_was_agreed_to(flow: CodeFlow) -> None:
    code = await flow.code(scope="citizen-id residence")
    details = '[{"type":"openid_credential","credential_configuration_id":"residence"}]'
    answer = (await flow.redeem(code, authorization_details=details)).json()
    (authorized,) = answer["authorization_details"]
    assert authorized["credential_configuration_id"] == "residence"
    refused = await flow.city.request_credential(
        answer["access_token"], credential_body(await flow.city.proof())
    )
    assert refused.json()["error"] == "unknown_credential_configuration"


async def test_more_than_was_agreed_to_is_refused_and_uses_nothing_up(flow: CodeFlow) -> None:
    code = await flow.code()
    details = '[{"type":"openid_credential","credential_configuration_id":"residence"}]'
    refused = await flow.redeem(code, authorization_details=details)
    assert refused.json()["error"] == "invalid_authorization_details"
    assert (await flow.redeem(code)).status_code == 200


async def test_key_proof_may_name_the_wallet_as_its_issuer(flow: CodeFlow) -> None:
    token = await flow.token()
    proof = await flow.city.proof(client_id=WALLET)
    assert (await flow.city.request_credential(token, credential_body(proof))).status_code == 200


async def test_no_secret_of_a_flow_is_in_the_database(flow: CodeFlow) -> None:
    reference = await flow.pushed()
    await flow.browser.open(flow.address(client_id=WALLET, request_uri=reference))
    before = dict(flow.browser.cookies)
    await flow.sign_in()
    after = dict(flow.browser.cookies)
    assert before != after
    await flow.browser.press("받기")
    code = query_of(flow.browser.address)["code"]
    begun = flow.identity.begun[-1]
    content = b"".join(path.read_bytes() for path in database_files(flow.city.settings))
    secrets = [code, reference.rpartition(":")[2], begun.state, begun.nonce, begun.code_verifier]
    for secret in [*secrets, *before.values(), *after.values()]:
        assert secret.encode() not in content
