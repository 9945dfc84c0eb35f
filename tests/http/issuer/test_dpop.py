"""Tokens bound to a key: good with a fresh proof by that key for this request, and with nothing else."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from citywallet.protocol.oauth import PRE_AUTHORIZED_CODE_GRANT
from tests.support.dpop import OTHER_DPOP, DpopClient
from tests.support.issuer import City, credential_body, verified
from tests.support.keys import HOLDER, a_signing_key


async def asked(client: DpopClient, token: str, **changes: Any) -> tuple[int, str, str]:
    """Status, error and challenge of a credential request with one thing changed in its proof."""
    response = await client.request_credential(token, credential_body(await client.city.proof()), **changes)
    return response.status_code, response.json().get("error", ""), response.headers["www-authenticate"]


async def test_a_wallet_without_a_nonce_is_told_one_and_succeeds_with_it(city: City) -> None:
    client = DpopClient(city, a_signing_key(HOLDER))
    offer = await city.offer()
    before = await city.counts()
    first = await client.redeem(offer)
    assert (first.status_code, first.json()["error"]) == (400, "use_dpop_nonce")
    assert await city.counts() == before
    second = await client.redeem(offer)
    assert second.status_code == 200
    assert second.json()["token_type"] == "DPoP"
    assert second.headers["dpop-nonce"]


async def test_a_bound_token_fetches_a_credential_with_a_proof_of_its_key(city: City) -> None:
    client = await DpopClient.of(city)
    response = await client.request_credential(await client.token(), credential_body(await city.proof()))
    assert response.status_code == 200, response.text
    assert verified(response.json()["credentials"][0]["credential"]).claims["name"] == "김영자"
    assert response.headers["dpop-nonce"]


async def test_metadata_name_the_algorithm_of_proofs(city: City) -> None:
    metadata = (await city.client.get("/.well-known/oauth-authorization-server")).json()
    assert metadata["dpop_signing_alg_values_supported"] == ["ES256"]


@pytest.mark.threat(39)
async def test_a_bound_token_is_refused_as_a_bearer_token(city: City) -> None:
    client = await DpopClient.of(city)
    response = await city.request_credential(await client.token(), credential_body(await city.proof()))
    assert (response.status_code, response.json()["error"]) == (401, "invalid_token")
    assert 'DPoP algs="ES256"' in response.headers["www-authenticate"]


@pytest.mark.threat(39)
async def test_a_bearer_token_gains_nothing_by_a_proof(city: City) -> None:
    client = await DpopClient.of(city)
    status, error, challenge = await asked(client, await city.token())
    assert (status, error) == (401, "invalid_token")
    assert challenge.startswith('DPoP error="invalid_token"')


@pytest.mark.threat(39)
async def test_a_bound_token_without_a_proof_is_refused(city: City) -> None:
    token = await (await DpopClient.of(city)).token()
    response = await city.client.post(
        "/credential",
        json=credential_body(await city.proof()),
        headers={"Authorization": f"DPoP {token}"},
    )
    assert (response.status_code, response.json()["error"]) == (401, "invalid_dpop_proof")


@pytest.mark.threat(39)
async def test_a_bound_token_with_a_proof_of_another_key_is_refused(city: City) -> None:
    token = await (await DpopClient.of(city)).token()
    thief = await DpopClient.of(city, OTHER_DPOP)
    status, error, challenge = await asked(thief, token)
    assert (status, error) == (401, "invalid_token")
    assert challenge.startswith('DPoP error="invalid_token"')


@pytest.mark.threat(39)
@pytest.mark.parametrize(
    "changes",
    [
        {"method": "GET"},
        {"address": "http://localhost:8100/token"},
        {"address": "https://localhost:8100/credential"},
        {"address": "http://other.example/credential"},
        {"token": "another"},
    ],
)
async def test_a_proof_for_another_request_is_refused_at_the_resource(
    city: City, changes: dict[str, Any]
) -> None:
    client = await DpopClient.of(city)
    token = await client.token()
    proof = client.proof("/credential", **{"token": token} | changes)
    status, error, challenge = await asked(client, token, proof=proof)
    assert (status, error) == (401, "invalid_dpop_proof")
    assert challenge.startswith('DPoP error="invalid_dpop_proof"')
    assert challenge.endswith('algs="ES256"')


@pytest.mark.threat(39)
@pytest.mark.parametrize("changes", [{"method": "GET"}, {"address": "http://localhost:8100/credential"}])
async def test_a_proof_for_another_request_is_refused_at_the_token_endpoint_and_uses_nothing_up(
    city: City, changes: dict[str, Any]
) -> None:
    client = await DpopClient.of(city)
    offer = await city.offer()
    response = await client.redeem(offer, **changes)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_dpop_proof")
    assert (await client.redeem(offer)).status_code == 200


@pytest.mark.threat(39)
async def test_a_proof_counts_once_at_the_token_endpoint(city: City) -> None:
    client = await DpopClient.of(city)
    proof = client.proof("/token")
    assert (await client.redeem(await city.offer(), proof=proof)).status_code == 200
    again = await client.redeem(await city.offer(), proof=proof)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_dpop_proof")


@pytest.mark.threat(39)
async def test_of_parallel_requests_with_one_proof_one_is_served(city: City) -> None:
    client = await DpopClient.of(city)
    token = await client.token()
    proof = client.proof("/credential", token=token)
    bodies = [credential_body(await city.proof()) for _ in range(6)]
    responses = await asyncio.gather(
        *(client.request_credential(token, body, proof=proof) for body in bodies)
    )
    assert sorted(response.status_code for response in responses) == [200] + [401] * 5


@pytest.mark.threat(39)
async def test_a_stale_nonce_is_answered_with_a_fresh_one(city: City) -> None:
    client = await DpopClient.of(city)
    stale = client.nonce
    city.clock.advance(seconds=city.settings.nonce_lifetime_seconds)
    offer = await city.offer()
    refused = await client.redeem(offer)
    assert (refused.status_code, refused.json()["error"]) == (400, "use_dpop_nonce")
    assert client.nonce != stale
    assert (await client.redeem(offer)).status_code == 200


@pytest.mark.threat(39)
async def test_a_resource_answers_a_proof_without_nonce_with_a_nonce(city: City) -> None:
    client = await DpopClient.of(city)
    token = await client.token()
    earlier = client.nonce
    status, error, challenge = await asked(client, token, nonce=None)
    assert (status, error) == (401, "use_dpop_nonce")
    assert challenge.startswith('DPoP error="use_dpop_nonce"')
    assert client.nonce not in (None, earlier)


@pytest.mark.threat(39)
async def test_a_nonce_for_key_proofs_is_none_for_dpop(city: City) -> None:
    client = await DpopClient.of(city)
    response = await client.redeem(await city.offer(), nonce=await city.nonce())
    assert response.json()["error"] == "use_dpop_nonce"


@pytest.mark.threat(36)
@pytest.mark.threat(39)
async def test_a_proof_made_before_its_time_is_refused(city: City) -> None:
    client = await DpopClient.of(city)
    made_at = city.clock.now() + timedelta(seconds=61)
    response = await client.redeem(await city.offer(), now=made_at)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_dpop_proof")


@pytest.mark.threat(39)
@pytest.mark.parametrize("path", ["/token", "/credential"])
async def test_two_proofs_are_refused(city: City, path: str) -> None:
    client = await DpopClient.of(city)
    token = await client.token()
    headers = [("DPoP", client.proof(path)), ("DPoP", client.proof(path)), ("Authorization", f"DPoP {token}")]
    fields = {"grant_type": PRE_AUTHORIZED_CODE_GRANT, "pre-authorized_code": "code"}
    response = await city.client.post(path, data=fields, headers=headers)
    assert response.json()["error"] == "invalid_dpop_proof"


async def test_who_shows_no_token_is_told_both_ways_to_show_one(city: City) -> None:
    response = await city.client.post("/credential", json={})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Bearer realm="credentials", DPoP algs="ES256"'


async def test_the_database_keeps_digests_of_proofs_until_they_end(city: City) -> None:
    client = await DpopClient.of(city)
    await client.token()
    before = (await city.counts())["used_nonces"]
    await client.token()
    assert (await city.counts())["used_nonces"] == before + 1
