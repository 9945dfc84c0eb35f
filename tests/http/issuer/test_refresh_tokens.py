"""Refreshing: fresh tokens for who holds the family, fresh credentials in place of the earlier ones."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from citywallet.protocol.encoding import serialize_json
from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.usecases.end_superseded import EndSuperseded
from tests.support.dpop import OTHER_DPOP, DpopClient
from tests.support.issuer import COLUMNS, City, an_issuer, credential_body, verified
from tests.support.keys import a_signing_key

DAY = 86_400


async def first_tokens(city: City) -> dict[str, Any]:
    response = await city.redeem(await city.offer())
    assert response.status_code == 200, response.text
    tokens: dict[str, Any] = response.json()
    return tokens


async def refresh(city: City, token: str, **fields: str) -> httpx.Response:
    return await city.client.post(
        "/token", data={"grant_type": "refresh_token", "refresh_token": token} | fields
    )


async def end_superseded(city: City) -> None:
    await EndSuperseded(units=SqlUnitsOfWork(city.database), clock=city.clock)()


async def states(city: City) -> list[str]:
    """The states of the citizen's credentials, oldest first."""
    return [str(record["state"]) for record in reversed(await city.credentials())]


async def test_a_refresh_gives_new_tokens_of_both_kinds(city: City) -> None:
    first = await first_tokens(city)
    response = await refresh(city, first["refresh_token"])
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    second = response.json()
    assert second["token_type"] == "Bearer"
    assert second["access_token"] != first["access_token"]
    assert second["refresh_token"] != first["refresh_token"]
    assert await city.receive(second["access_token"])


async def test_identifiers_of_credentials_stay_across_refreshes(city: City) -> None:
    details = serialize_json([{"type": "openid_credential", "credential_configuration_id": "citizen-id"}])
    first = (await city.redeem(await city.offer(), authorization_details=details.decode())).json()
    second = (await refresh(city, first["refresh_token"])).json()
    assert second["authorization_details"] == first["authorization_details"]


@pytest.mark.threat(116)
async def test_a_refreshed_credential_has_a_fresh_index_and_the_earlier_one_ends_after_its_grace(
    city: City,
) -> None:
    tokens = await first_tokens(city)
    earlier = verified(await city.receive(tokens["access_token"]))
    city.clock.advance(seconds=30 * DAY)
    refreshed = (await refresh(city, tokens["refresh_token"])).json()
    later = verified(await city.receive(refreshed["access_token"], key=a_signing_key(70)))
    assert later.status != earlier.status
    assert await states(city) == ["valid", "valid"]
    city.clock.advance(seconds=city.settings.superseded_grace_seconds - 1)
    await end_superseded(city)
    assert await states(city) == ["valid", "valid"]
    city.clock.advance(seconds=1)
    await end_superseded(city)
    assert await states(city) == ["revoked", "valid"]


@pytest.mark.threat(45)
async def test_asking_again_after_a_refresh_leaves_one_beside_the_superseded(city: City) -> None:
    tokens = await first_tokens(city)
    await city.receive(tokens["access_token"])
    city.clock.advance(seconds=1)
    refreshed = (await refresh(city, tokens["refresh_token"])).json()
    await city.receive(refreshed["access_token"], key=a_signing_key(70))
    await city.receive(refreshed["access_token"], key=a_signing_key(71))
    assert sorted(await states(city)) == ["revoked", "valid", "valid"]
    city.clock.advance(seconds=city.settings.superseded_grace_seconds)
    await end_superseded(city)
    assert (await states(city)).count("valid") == 1


async def test_facts_that_changed_are_in_the_refreshed_credential(city: City) -> None:
    tokens = await first_tokens(city)
    await city.receive(tokens["access_token"])
    moved = f"{COLUMNS}\nc-senior,김영자,1950-03-02,yeonsu,연수구,,송도동,2818510600,true\n"
    assert (await city.import_register(moved)).status_code == 200
    refreshed = (await refresh(city, tokens["refresh_token"])).json()
    claims = verified(await city.receive(refreshed["access_token"])).claims
    assert claims["district"] == {"id": "yeonsu", "name": "연수구"}


@pytest.mark.threat(90)
async def test_a_used_refresh_token_ends_the_whole_family(city: City) -> None:
    first = await first_tokens(city)
    second = (await refresh(city, first["refresh_token"])).json()
    again = await refresh(city, first["refresh_token"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert (await refresh(city, second["refresh_token"])).json()["error"] == "invalid_grant"
    response = await city.request_credential(second["access_token"], credential_body(await city.proof()))
    assert (response.status_code, response.json()["error"]) == (401, "invalid_token")


@pytest.mark.threat(90)
async def test_of_parallel_refreshes_with_one_token_one_is_served(city: City) -> None:
    tokens = await first_tokens(city)
    responses = await asyncio.gather(*(refresh(city, tokens["refresh_token"]) for _ in range(6)))
    assert sorted(response.status_code for response in responses) == [200] + [400] * 5


@pytest.mark.threat(90)
async def test_a_bound_refresh_token_is_worth_nothing_without_its_key(city: City) -> None:
    client = await DpopClient.of(city)
    tokens = (await client.redeem(await city.offer())).json()
    fields = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    thief = await DpopClient.of(city, OTHER_DPOP)
    assert (await thief.post_form("/token", fields)).json()["error"] == "invalid_grant"
    assert (await refresh(city, tokens["refresh_token"])).json()["error"] == "invalid_grant"
    mine = await client.post_form("/token", fields)
    assert (mine.status_code, mine.json()["token_type"]) == (200, "DPoP")


async def test_an_answer_lost_on_the_way_is_given_again_to_who_has_the_key(city: City) -> None:
    client = await DpopClient.of(city)
    tokens = (await client.redeem(await city.offer())).json()
    fields = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    lost = (await client.post_form("/token", fields)).json()
    again = await client.post_form("/token", fields)
    assert again.status_code == 200
    replaced = {"grant_type": "refresh_token", "refresh_token": lost["refresh_token"]}
    assert (await client.post_form("/token", replaced)).json()["error"] == "invalid_grant"
    newest = {"grant_type": "refresh_token", "refresh_token": again.json()["refresh_token"]}
    assert (await client.post_form("/token", newest)).status_code == 200


@pytest.mark.parametrize(("type_id", "days"), [("residence", 90), ("citizen-id", 365)])
async def test_a_family_ends_with_the_lifetime_of_its_credentials_or_after_a_year(
    city: City, type_id: str, days: int
) -> None:
    tokens = (await city.redeem(await city.offer(type_id=type_id))).json()
    city.clock.advance(seconds=days * DAY - 1)
    second = (await refresh(city, tokens["refresh_token"])).json()
    city.clock.advance(seconds=1)
    assert (await refresh(city, second["refresh_token"])).json()["error"] == "invalid_grant"


async def test_what_an_officer_revoked_cannot_be_refreshed(city: City) -> None:
    tokens = await first_tokens(city)
    await city.receive(tokens["access_token"])
    (record,) = await city.credentials()
    assert (await city.change(str(record["id"]), "revoke")).status_code == 200
    assert (await refresh(city, tokens["refresh_token"])).json()["error"] == "invalid_grant"
    response = await city.request_credential(tokens["access_token"], credential_body(await city.proof()))
    assert response.status_code == 401


@pytest.mark.threat(56)
async def test_a_suspended_credential_cannot_be_exchanged_for_a_valid_one(city: City) -> None:
    tokens = await first_tokens(city)
    await city.receive(tokens["access_token"])
    (record,) = await city.credentials()
    await city.change(str(record["id"]), "suspend")
    refreshed = (await refresh(city, tokens["refresh_token"])).json()
    before = await city.counts()
    body = credential_body(await city.proof(key=a_signing_key(70)))
    response = await city.request_credential(refreshed["access_token"], body)
    assert (response.status_code, response.json()["error"]) == (400, "credential_request_denied")
    assert await city.counts() == before
    await city.change(str(record["id"]), "resume")
    assert await city.receive(refreshed["access_token"], key=a_signing_key(70))


@pytest.mark.parametrize("token", [None, "", "unknown", "x" * 5_000, "토큰"])
async def test_what_is_no_refresh_token_is_refused(city: City, token: str | None) -> None:
    fields = {"grant_type": "refresh_token"} | ({} if token is None else {"refresh_token": token})
    before = await city.counts()
    response = await city.client.post("/token", data=fields)
    assert response.status_code == 400
    assert response.json()["error"] in ("invalid_request", "invalid_grant")
    assert await city.counts() == before


async def test_another_client_cannot_refresh(city: City) -> None:
    tokens = (await city.redeem(await city.offer(), client_id="wallet")).json()
    assert (await refresh(city, tokens["refresh_token"], client_id="thief")).status_code == 400
    assert (await refresh(city, tokens["refresh_token"], client_id="wallet")).status_code == 200


async def test_without_grace_the_earlier_credential_ends_at_the_next_sweep(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, superseded_grace_seconds=0) as city:
        tokens = await first_tokens(city)
        await city.receive(tokens["access_token"])
        city.clock.advance(seconds=1)
        refreshed = (await refresh(city, tokens["refresh_token"])).json()
        await city.receive(refreshed["access_token"], key=a_signing_key(70))
        await end_superseded(city)
        assert await states(city) == ["revoked", "valid"]
