"""What the shell writes into the log, and what it keeps out."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from citywallet.runtime.logging import configure_logging
from tests.http.test_shell import FORM, OFFICER, an_app
from tests.support.http import client_of

pytestmark = pytest.mark.threat(92)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before = (root.handlers, root.level)
    configure_logging("desk", stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers, level = before
    root.setLevel(level)


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


async def test_a_request_is_one_line_with_its_route_and_status(log: io.StringIO) -> None:
    async with client_of(an_app()) as client:
        await client.get("/healthz")
    [line] = lines(log)
    assert (line["event"], line["method"], line["route"], line["status"]) == (
        "request",
        "GET",
        "/healthz",
        200,
    )


async def test_an_unexpected_error_is_logged_by_class_and_place_and_without_its_message(
    log: io.StringIO,
) -> None:
    async with client_of(an_app()) as client:
        await client.get("/crash")
    error = next(line for line in lines(log) if line["event"] == "unexpected_error")
    assert (error["error"], error["route"], error["level"]) == ("RuntimeError", "/crash", "error")
    assert str(error["at"]).startswith("tests/http/test_shell.py:")
    assert "canary" not in log.getvalue()


async def test_a_refusal_is_logged_by_class(log: io.StringIO) -> None:
    async with client_of(an_app()) as client:
        await client.post("/token", content=b"a=canary&a=canary", headers=FORM)
    assert [line["error"] for line in lines(log) if line["event"] == "request_refused"] == ["FieldRepeated"]


async def test_neither_address_nor_query_nor_headers_nor_body_reach_the_log(log: io.StringIO) -> None:
    headers = {"Authorization": f"Bearer {OFFICER}", "X-Name": "canary"}
    async with client_of(an_app()) as client:
        await client.get("/canary?canary=canary", headers=headers)
        await client.post("/api/v1/tickets?canary=1", json={"count": "canary"}, headers=headers)
        await client.post("/credential", json={"canary": "canary"}, headers=headers)
    assert "canary" not in log.getvalue()
    assert OFFICER not in log.getvalue()
