"""What the metadata of each profile announce is what is done: each is held against an attempt."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from citywallet.protocol.pkce import code_challenge_of
from tests.support.attestation import CLIENT_ID, AttestedWallet, a_key_attestation, anchors_file
from tests.support.authorization import VERIFIER, CodeFlow, a_code_flow
from tests.support.citizen_browser import query_of
from tests.support.haip import ATTESTED_WALLETS, HaipWallet
from tests.support.issuer import credential_body

BAD = {"OAuth-Client-Attestation": "no", "OAuth-Client-Attestation-PoP": "attestation"}


@pytest.fixture(params=["open", "open to attested wallets", "haip"])
async def flow(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[CodeFlow]:
    """An issuer in each profile."""
    settings: dict[str, Any] = {"wallets": ATTESTED_WALLETS}
    if request.param != "open":
        settings["wallet_provider_anchors"] = anchors_file(tmp_path)
    if request.param == "haip":
        settings["interoperability"] = "haip"
    async with a_code_flow(tmp_path, **settings) as flow:
        yield flow


async def server_metadata(flow: CodeFlow) -> dict[str, Any]:
    found: dict[str, Any] = (await flow.city.client.get("/.well-known/oauth-authorization-server")).json()
    return found


async def proof_types(flow: CodeFlow) -> dict[str, Any]:
    metadata = (await flow.city.client.get("/.well-known/openid-credential-issuer")).json()
    found: dict[str, Any] = metadata["credential_configurations_supported"]["citizen-id"][
        "proof_types_supported"
    ]
    return found


async def test_requests_must_be_pushed_exactly_where_metadata_say_so(flow: CodeFlow) -> None:
    says = (await server_metadata(flow)).get("require_pushed_authorization_requests", False)
    await flow.browser.open(flow.address(**flow.request(client_id=CLIENT_ID)))
    is_refused = "error" in query_of(flow.browser.address)
    assert says == is_refused


async def test_anonymous_clients_are_served_exactly_where_metadata_say_so(flow: CodeFlow) -> None:
    metadata = await server_metadata(flow)
    answer = await flow.city.redeem(await flow.city.offer())
    is_served = answer.status_code == 200
    assert metadata["pre-authorized_grant_anonymous_access_supported"] == is_served
    assert ("none" in metadata["token_endpoint_auth_methods_supported"]) == is_served


async def test_attestations_are_judged_exactly_where_metadata_offer_them(flow: CodeFlow) -> None:
    metadata = await server_metadata(flow)
    is_offered = "attest_jwt_client_auth" in metadata["token_endpoint_auth_methods_supported"]
    assert ("client_attestation_signing_alg_values_supported" in metadata) == is_offered
    assert ("client_attestation_pop_signing_alg_values_supported" in metadata) == is_offered
    answer = await flow.push(BAD, client_id=CLIENT_ID)
    assert (answer.status_code == 400) == is_offered


async def test_challenges_must_be_answered_exactly_where_metadata_name_an_endpoint(flow: CodeFlow) -> None:
    says = "challenge_endpoint" in await server_metadata(flow)
    without = AttestedWallet(flow.city.issuer).headers(now=flow.city.clock.now())
    answer = await flow.push(without, client_id=CLIENT_ID)
    assert (answer.json().get("error") == "use_attestation_challenge") == says


async def test_only_the_announced_challenge_method_is_taken(flow: CodeFlow) -> None:
    assert (await server_metadata(flow))["code_challenge_methods_supported"] == ["S256"]
    wallet = await HaipWallet.of(flow)
    for method, value in (("plain", VERIFIER), (None, code_challenge_of(VERIFIER)), (None, None)):
        answer = await wallet.push(code_challenge_method=method, code_challenge=value)
        assert answer.json()["error"] == "invalid_request"


async def test_answers_carry_the_issuer_as_metadata_promise(flow: CodeFlow) -> None:
    metadata = await server_metadata(flow)
    assert metadata["authorization_response_iss_parameter_supported"] is True
    await (await HaipWallet.of(flow)).code()
    assert query_of(flow.browser.address)["iss"] == metadata["issuer"]


async def test_keys_must_be_attested_exactly_where_metadata_say_so(flow: CodeFlow) -> None:
    support = await proof_types(flow)
    says = "key_attestations_required" in support["jwt"]
    wallet = await HaipWallet.of(flow)
    token = (await wallet.tokens())["access_token"]
    bare = await wallet.request_credential(token, credential_body(await flow.city.proof(client_id=CLIENT_ID)))
    assert (bare.status_code == 400) == says


async def test_attestations_in_place_of_proofs_are_taken_exactly_where_metadata_offer_them(
    flow: CodeFlow,
) -> None:
    is_offered = "attestation" in await proof_types(flow)
    wallet = await HaipWallet.of(flow)
    token = (await wallet.tokens())["access_token"]
    attestation = a_key_attestation(80, 81, now=flow.city.clock.now(), nonce=await flow.city.nonce())
    body = credential_body(proofs={"attestation": [attestation]})
    assert ((await wallet.request_credential(token, body)).status_code == 200) == is_offered


async def test_scopes_of_metadata_are_each_taken(flow: CodeFlow) -> None:
    wallet = await HaipWallet.of(flow)
    for scope in (await server_metadata(flow))["scopes_supported"]:
        assert (await wallet.push(scope=scope)).status_code == 201, scope
