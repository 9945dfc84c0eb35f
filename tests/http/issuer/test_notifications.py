"""What wallets report of their credentials, and where the office reads it."""

from typing import Any

import httpx
import pytest

from tests.support.issuer import City, credential_body
from tests.support.keys import a_signing_key


async def issued(city: City, token: str, *, number: int = 2) -> str:
    """The notification id that comes with a credential."""
    proof = await city.proof(key=a_signing_key(number))
    response = await city.request_credential(token, credential_body(proof))
    return str(response.json()["notification_id"])


async def notify(city: City, token: str | None, body: dict[str, Any] | bytes) -> httpx.Response:
    """Send a notification."""
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    if isinstance(body, bytes):
        return await city.client.post("/notification", content=body, headers=headers)
    return await city.client.post("/notification", json=body, headers=headers)


async def reports(city: City) -> list[dict[str, Any]]:
    """What the office sees beside the citizen's one credential."""
    (record,) = await city.credentials()
    found: list[dict[str, Any]] = record["notifications"]  # type: ignore[assignment]
    return found


async def test_the_endpoint_is_advertised(city: City) -> None:
    metadata = (await city.client.get("/.well-known/openid-credential-issuer")).json()
    assert metadata["notification_endpoint"] == f"{city.issuer}/notification"


@pytest.mark.parametrize("event", ["credential_accepted", "credential_deleted", "credential_failure"])
async def test_what_a_wallet_reports_is_shown_to_the_office(city: City, event: str) -> None:
    token = await city.token()
    body = {
        "notification_id": await issued(city, token),
        "event": event,
        "event_description": "Out of space.",
    }
    response = await notify(city, token, body | {"unheard_of": 1})
    assert (response.status_code, response.content) == (204, b"")
    (report,) = await reports(city)
    assert (report["event"], report["description"]) == (event, "Out of space.")


async def test_the_same_report_again_changes_nothing(city: City) -> None:
    token = await city.token()
    body = {"notification_id": await issued(city, token), "event": "credential_accepted"}
    assert [(await notify(city, token, body)).status_code for _ in range(3)] == [204] * 3
    (report,) = await reports(city)
    assert report["description"] is None
    city.clock.advance(seconds=1)
    assert (await notify(city, token, body | {"event": "credential_deleted"})).status_code == 204
    assert [each["event"] for each in await reports(city)] == ["credential_accepted", "credential_deleted"]


async def test_each_answer_has_an_id_of_its_own_and_a_repeated_one_keeps_it(city: City) -> None:
    token = await city.token()
    ids = {await issued(city, token, number=number) for number in (21, 22)}
    assert len(ids) == 2
    body = credential_body(await city.proof(key=a_signing_key(23)))
    first = (await city.request_credential(token, body)).json()["notification_id"]
    assert (await city.request_credential(token, body)).json()["notification_id"] == first


@pytest.mark.threat(46)
async def test_a_report_under_another_authorization_is_refused(city: City) -> None:
    notification_id = await issued(city, await city.token())
    before = await city.counts()
    stranger = await city.token(citizen="c-young")
    before = await city.counts()
    response = await notify(
        city, stranger, {"notification_id": notification_id, "event": "credential_deleted"}
    )
    assert (response.status_code, response.json()["error"]) == (400, "invalid_notification_id")
    assert await city.counts() == before


@pytest.mark.parametrize(
    "change",
    [
        {"notification_id": None},
        {"notification_id": ""},
        {"notification_id": 7},
        {"event": None},
        {"event": "Credential_Accepted"},
        {"event": "credential_lost"},
        {"event": ["credential_accepted"]},
        {"event_description": 7},
        {"event_description": 'with "quotes"'},
        {"event_description": "한글"},
        {"event_description": "line\nline"},
        {"event_description": "x" * 1_001},
    ],
)
async def test_a_malformed_report_is_refused(city: City, change: dict[str, Any]) -> None:
    token = await city.token()
    body = {"notification_id": await issued(city, token), "event": "credential_accepted"} | change
    before = await city.counts()
    response = await notify(city, token, body)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_notification_request")
    assert await city.counts() == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"event":"a","event":"b"}', b"x" * 100_000])
async def test_a_report_that_is_no_json_object_is_refused(city: City, body: bytes) -> None:
    response = await notify(city, await city.token(), body)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_notification_request")


async def test_an_unknown_id_is_refused(city: City) -> None:
    response = await notify(
        city, await city.token(), {"notification_id": "unknown", "event": "credential_accepted"}
    )
    assert (response.status_code, response.json()["error"]) == (400, "invalid_notification_id")


@pytest.mark.parametrize("token", [None, "unknown"])
async def test_without_a_good_token_the_answer_is_401(city: City, token: str | None) -> None:
    response = await notify(city, token, b"no json")
    assert response.status_code == 401
    assert response.headers["www-authenticate"]


async def test_a_token_in_the_query_is_refused(city: City) -> None:
    token = await city.token()
    response = await city.client.post(
        "/notification",
        params={"access_token": token},
        json={"notification_id": "x", "event": "credential_accepted"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
