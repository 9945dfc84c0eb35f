"""Whoever has a token tries the ids of somebody else: each is answered like an id that nobody ever had."""

from dataclasses import dataclass

import httpx
import pytest

from citywallet.protocol.encoding import serialize_json
from tests.support.issuer import City
from tests.support.keys import a_signing_key


@dataclass(frozen=True, kw_only=True)
class Received:
    """What a wallet knows after it fetched a card."""

    token: str
    identifier: str
    notification_id: str


async def received(city: City, *, citizen: str, key: int, type_id: str = "citizen-id") -> Received:
    """A citizen's wallet fetches a card by the identifier that the token came with."""
    offer = await city.offer(citizen=citizen, type_id=type_id)
    details = serialize_json([{"type": "openid_credential", "credential_configuration_id": type_id}])
    tokens = (await city.redeem(offer, authorization_details=details.decode())).json()
    (authorized,) = tokens["authorization_details"]
    (identifier,) = authorized["credential_identifiers"]
    answer = await fetch(city, tokens["access_token"], identifier, key=key)
    return Received(
        token=tokens["access_token"],
        identifier=identifier,
        notification_id=answer.json()["notification_id"],
    )


async def fetch(city: City, token: str, identifier: str, *, key: int) -> httpx.Response:
    proof = await city.proof(key=a_signing_key(key))
    body = {"credential_identifier": identifier, "proofs": {"jwt": [proof]}}
    return await city.request_credential(token, body)


async def notify(city: City, token: str, notification_id: str) -> httpx.Response:
    body = {"notification_id": notification_id, "event": "credential_deleted"}
    headers = {"Authorization": f"Bearer {token}"}
    return await city.client.post("/notification", json=body, headers=headers)


def told(answer: httpx.Response) -> tuple[int, bytes]:
    return answer.status_code, answer.content


@pytest.mark.threat(88)
async def test_identifier_of_a_card_that_only_somebody_else_may_fetch_is_one_that_nobody_has(
    city: City,
) -> None:
    mine = await received(city, citizen="c-senior", key=40)
    others = await received(city, citizen="c-young", key=41, type_id="residence")
    assert mine.identifier != others.identifier
    before = await city.counts()
    known, unknown = [
        await fetch(city, mine.token, identifier, key=40) for identifier in (others.identifier, "nobodys")
    ]
    assert told(known) == told(unknown)
    assert (known.status_code, known.json()["error"]) == (400, "unknown_credential_identifier")
    assert await city.counts() == before


@pytest.mark.threat(88)
async def test_report_on_somebody_elses_card_is_one_on_nobodys(city: City) -> None:
    mine = await received(city, citizen="c-senior", key=42)
    others = await received(city, citizen="c-young", key=43)
    before = await city.counts()
    known, unknown = [
        await notify(city, mine.token, notification) for notification in (others.notification_id, "nobodys")
    ]
    assert told(known) == told(unknown)
    assert (known.status_code, known.json()["error"]) == (400, "invalid_notification_id")
    assert await city.counts() == before
