"""A wallet that lost its answer asks again and gets the same credentials, never two that live."""

import asyncio
from typing import Any

import httpx
import pytest

from citywallet.protocol.jose import claims_of, parse_compact_jws
from tests.support.encryption import decrypt, encrypt, post_encrypted, wanted
from tests.support.issuer import COLUMNS, City, credential_body, verified
from tests.support.keys import HOLDER, a_signing_key

CHANGED = f"{COLUMNS}\nc-senior,김영자,1950-03-02,bupyeong,부평구,,십정동,,true\n"


async def a_batch(city: City, size: int = 3) -> dict[str, Any]:
    """A request for several copies."""
    nonce = await city.nonce()
    keys = [a_signing_key(number) for number in range(20, 20 + size)]
    return credential_body(*[await city.proof(key=key, nonce=nonce) for key in keys])


async def states(city: City) -> list[str]:
    """The states of the citizen's credentials."""
    return sorted(str(record["state"]) for record in await city.credentials())


def error_of(response: httpx.Response) -> str:
    """The code of a refusal."""
    assert response.status_code == 400, response.text
    return str(response.json()["error"])


@pytest.mark.threat(45)
async def test_the_same_request_gives_the_same_credentials_byte_for_byte(city: City) -> None:
    token, body = await city.token(), await a_batch(city)
    first = await city.request_credential(token, body)
    before = await city.counts()
    again = await city.request_credential(token, body)
    assert (first.status_code, again.content) == (200, first.content)
    assert len(first.json()["credentials"]) == 3
    assert await city.counts() == before
    assert await states(city) == ["valid"] * 3


@pytest.mark.threat(45)
async def test_a_retry_counts_after_the_nonce_has_ended_and_as_long_as_the_token_does(city: City) -> None:
    token, body = await city.token(), await a_batch(city)
    first = await city.request_credential(token, body)
    city.clock.advance(seconds=299)
    assert (await city.request_credential(token, body)).content == first.content
    city.clock.advance(seconds=1)
    assert (await city.request_credential(token, body)).status_code == 401


@pytest.mark.threat(45)
async def test_of_the_same_request_many_times_at_once_all_get_the_same(city: City) -> None:
    token, body = await city.token(), await a_batch(city)
    answers = await asyncio.gather(*(city.request_credential(token, body) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert await states(city) == ["valid"] * 3


async def test_a_retry_may_ask_for_other_encryption(city: City) -> None:
    token, body = await city.token(), await a_batch(city)
    first = (await city.request_credential(token, body)).json()
    content = httpx.Request("POST", "/", json=body | {"credential_response_encryption": wanted()}).content
    again = await post_encrypted(city, "/credential", token, await encrypt(city, content))
    assert decrypt(again) == first


@pytest.mark.threat(45)
async def test_other_proofs_supersede_and_the_superseded_request_gives_nothing_more(city: City) -> None:
    token, body = await city.token(), await a_batch(city)
    await city.request_credential(token, body)
    other = credential_body(await city.proof(key=a_signing_key(HOLDER)))
    assert (await city.request_credential(token, other)).status_code == 200
    assert error_of(await city.request_credential(token, body)) == "invalid_nonce"
    assert await states(city) == ["revoked"] * 3 + ["valid"]


@pytest.mark.threat(45)
async def test_when_the_register_changed_the_orphan_is_revoked_and_a_fresh_one_issued(city: City) -> None:
    token, body = await city.token(), await a_batch(city, 1)
    first = (await city.request_credential(token, body)).json()
    await city.import_register(CHANGED)
    again = (await city.request_credential(token, body)).json()
    old, new = (verified(each["credentials"][0]["credential"]) for each in (first, again))
    assert new.claims["district"] == {"id": "bupyeong", "name": "부평구"}
    assert new.holder_key == old.holder_key
    assert new.status != old.status
    assert again["notification_id"] == first["notification_id"]
    assert await states(city) == ["revoked", "valid"]
    assert (await city.request_credential(token, body)).json() == again


async def test_what_an_officer_revoked_is_not_given_out_again(city: City) -> None:
    token, body = await city.token(), await a_batch(city, 2)
    await city.request_credential(token, body)
    one = (await city.credentials())[0]
    await city.change(str(one["id"]), "revoke")
    response = await city.request_credential(token, body)
    assert response.status_code == 401  # the revocation ended the authorization


async def test_what_is_suspended_is_given_out_again_but_never_replaced(city: City) -> None:
    token, body = await city.token(), await a_batch(city, 1)
    first = await city.request_credential(token, body)
    await city.change(str((await city.credentials())[0]["id"]), "suspend")
    assert (await city.request_credential(token, body)).content == first.content
    await city.import_register(CHANGED)
    assert error_of(await city.request_credential(token, body)) == "credential_request_denied"
    assert await states(city) == ["suspended"]


async def test_each_copy_has_salts_of_its_own(city: City) -> None:
    token, body = await city.token(), await a_batch(city, 10)
    issued = (await city.request_credential(token, body)).json()["credentials"]
    disclosures = [part for entry in issued for part in entry["credential"].split("~")[1:-1]]
    assert len(disclosures) == len(set(disclosures)) > 50
    digests = [claims_of(parse_compact_jws(entry["credential"].split("~")[0]))["_sd"] for entry in issued]
    assert len({str(each) for each in digests}) == 10
