"""One request, one answer: races, replays, and messages that cannot be read."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from citywallet.protocol.encoding import serialize_json
from tests.support.verifier import VerifierWorld, a_verifier, request_path


@pytest.fixture
async def verifier(tmp_path: Path) -> AsyncIterator[VerifierWorld]:
    async with a_verifier(tmp_path) as world:
        yield world


@pytest.mark.threat(22)
async def test_the_same_answer_again_is_refused_and_changes_nothing(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()
    presentation = verifier.a_presentation(asked)
    assert (await verifier.answer(asked, presentation)).status_code == 200
    first = await verifier.result(asked)
    verifier.clock.advance(seconds=5)

    again = await verifier.answer(asked, presentation)

    assert again.status_code == 400
    assert again.json() == {
        "error": "invalid_request",
        "error_description": "This request was already answered.",
    }
    assert await verifier.result(asked) == first


@pytest.mark.threat(22)
async def test_of_fifty_answers_at_once_exactly_one_wins(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()
    presentation = verifier.a_presentation(asked)

    answers = await asyncio.gather(*(verifier.answer(asked, presentation) for _ in range(50)))

    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 49
    assert (await verifier.result(asked))["decision"] == "accepted"


@pytest.mark.threat(22)
async def test_after_its_answer_a_request_is_no_longer_handed_out(verifier: VerifierWorld) -> None:
    asked = await verifier.ask()
    await verifier.answer(asked, verifier.a_presentation(asked))

    again = await verifier.client.get(request_path(asked.link))

    assert again.status_code == 400
    assert again.json()["error"] == "invalid_request_uri"


def forms(state: str, presentation: str) -> dict[str, dict[str, str]]:
    """Answers that cannot be read, or do not belong to the request."""
    token = serialize_json({"citizen": [presentation]}).decode()
    return {
        "nothing": {},
        "state alone": {"state": state},
        "no state": {"vp_token": token},
        "wrong state": {"vp_token": token, "state": "another"},
        "both": {"vp_token": token, "error": "access_denied", "state": state},
        "encrypted": {"response": "a.b.c.d.e", "state": state},
        "not JSON": {"vp_token": "{", "state": state},
        "a text": {"vp_token": '"x"', "state": state},
        "not an array": {"vp_token": serialize_json({"citizen": presentation}).decode(), "state": state},
        "an empty array": {"vp_token": '{"citizen":[]}', "state": state},
        "two presentations": {
            "vp_token": serialize_json({"citizen": [presentation, presentation]}).decode(),
            "state": state,
        },
        "another id": {"vp_token": serialize_json({"other": [presentation]}).decode(), "state": state},
        "one id too many": {
            "vp_token": serialize_json({"citizen": [presentation], "other": [presentation]}).decode(),
            "state": state,
        },
        "an object": {"vp_token": '{"citizen":[{}]}', "state": state},
        "duplicate keys": {"vp_token": '{"citizen":["a~"],"citizen":["b~"]}', "state": state},
        "deep": {"vp_token": '{"citizen":' + "[" * 5000 + "]" * 5000 + "}", "state": state},
        "no SD-JWT": {"vp_token": '{"citizen":["hello"]}', "state": state},
        "cut off": {"vp_token": serialize_json({"citizen": [presentation[:80]]}).decode(), "state": state},
        "NUL": {"vp_token": '{"citizen":["\\u0000~"]}', "state": state},
        "not ASCII": {"vp_token": '{"citizen":["카드~"]}', "state": state},
    }


@pytest.mark.parametrize("case", forms("", ""))
async def test_what_cannot_be_read_is_answered_with_400_and_changes_nothing(
    verifier: VerifierWorld, case: str
) -> None:
    asked = await verifier.ask()
    presentation = verifier.a_presentation(asked)
    form = forms(str(asked.request["state"]), presentation)[case]

    answer = await verifier.post(asked, form)

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"
    assert (await verifier.result(asked))["state"] == "pending"
    assert (await verifier.answer(asked, presentation)).status_code == 200


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"vp_token=%7B%7D&vp_token=%7B%7D", "application/x-www-form-urlencoded"),
        (b"vp_token=%ff", "application/x-www-form-urlencoded"),
        (b"vp_token=%zz", "application/x-www-form-urlencoded"),
        (b"vp_token=" + b"a" * 2_000_000, "application/x-www-form-urlencoded"),
        (b'{"vp_token":{}}', "application/json"),
        (b"vp_token=%7B%7D", "text/plain"),
        (b"", "multipart/form-data"),
    ],
)
async def test_a_form_that_is_none_is_answered_with_400_and_changes_nothing(
    verifier: VerifierWorld, content: bytes, content_type: str
) -> None:
    asked = await verifier.ask()
    path = asked.response_uri.removeprefix("http://localhost:8300")

    answer = await verifier.client.post(path, content=content, headers={"Content-Type": content_type})

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"
    assert (await verifier.result(asked))["state"] == "pending"


@pytest.mark.parametrize(
    "path", ["/responses/unknown", "/requests/unknown", "/requests/%00", "/responses/.."]
)
async def test_unknown_addresses_are_refused_with_the_protocol_s_error(
    verifier: VerifierWorld, path: str
) -> None:
    answer = await verifier.client.post(path, data={"vp_token": "{}"})

    assert answer.status_code in (400, 404)
    assert answer.json()["error"] in ("invalid_request", "invalid_request_uri")


@pytest.mark.parametrize("wallet_nonce", ["a" * 600, "with space", "줄"])
async def test_a_wallet_nonce_that_is_none_is_refused(verifier: VerifierWorld, wallet_nonce: str) -> None:
    asked = await verifier.ask()

    answer = await verifier.client.post(request_path(asked.link), data={"wallet_nonce": wallet_nonce})

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/v1/questions", None),
        ("POST", "/api/v1/transactions", {"question": "age-65"}),
        ("GET", "/api/v1/transactions/x", None),
        ("POST", "/api/v1/checks", {"card": "x"}),
    ],
)
@pytest.mark.parametrize("key", ["", "Bearer wrong-key-wrong-key", "Basic x"])
async def test_our_own_api_needs_a_desk_s_key(
    verifier: VerifierWorld, method: str, path: str, body: object, key: str
) -> None:
    verifier.client.headers.pop("Authorization")

    answer = await verifier.client.request(method, path, json=body, headers={"Authorization": key})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"question": "unknown"}, 400),
        ({"question": "../etc/passwd"}, 400),
        ({"question": 1}, 400),
        ({}, 400),
        ({"question": "age-65", "as_of": "yesterday"}, 400),
        ({"question": "age-65", "as_of": "2026-09-01T00:00:00"}, 400),
        ({"question": "age-65", "as_of": "2099-01-01T00:00:00Z"}, 400),
        ({"question": "age-65", "surprise": True}, 400),
    ],
)
async def test_a_question_that_cannot_be_asked_is_a_problem(
    verifier: VerifierWorld, body: dict[str, object], code: int
) -> None:
    answer = await verifier.client.post("/api/v1/transactions", json=body)

    assert answer.status_code == code
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("card", ["", "x", "a.b.c", "a.b.c~", "~", "\x00~", "a" * 200_000])
async def test_a_file_that_is_no_card_is_a_problem(verifier: VerifierWorld, card: str) -> None:
    answer = await verifier.client.post("/api/v1/checks", json={"card": card})

    assert answer.status_code in (400, 413)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_openapi_document_names_every_route_and_the_key(verifier: VerifierWorld) -> None:
    document = (await verifier.client.get("/api/v1/openapi.json")).json()

    assert {"/api/v1/questions", "/api/v1/transactions", "/api/v1/checks"} <= set(document["paths"])
    assert document["paths"]["/api/v1/checks"]["post"]["security"]


@pytest.mark.parametrize(
    "as_of",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-03-03T09:00:00",
        "2026-03-03",
        "1788230400",
        1_788_230_400,
        1_788_230_400_000,
        -1,
        1e300,
        "",
        "now",
        [],
        {},
        True,
    ],
)
async def test_a_time_that_has_no_one_reading_in_utc_is_refused(
    verifier: VerifierWorld, as_of: object
) -> None:
    for path, body in (
        ("/api/v1/transactions", {"question": "age-65"}),
        ("/api/v1/checks", {"card": "x"}),
    ):
        response = await verifier.client.post(path, json=body | {"as_of": as_of})

        assert response.status_code == 400, response.text
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.threat(97)
async def test_a_form_longer_than_any_card_is_refused_before_its_escapes_are_read(
    verifier: VerifierWorld,
) -> None:
    asked = await verifier.ask()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    path = urlsplit(asked.response_uri).path

    refused = await verifier.client.post(path, content=b"vp_token=" + b"%7B" * 340_000, headers=form)

    assert refused.status_code == 400
    assert refused.json()["error_description"] == "The request is too large."
    assert (await verifier.result(asked))["state"] == "pending"
    escaped = b"state=" + b"%41" * 100_000
    unread = await verifier.client.post(path, content=escaped, headers=form)
    assert (unread.status_code, unread.json()["error"]) == (400, "invalid_request")
