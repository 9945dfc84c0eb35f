import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from citywallet.runtime.logging import WITHHELD, configure_logging, get_logger


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before = (root.handlers, root.level)
    configure_logging("issuer", stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers, level = before
    root.setLevel(level)


def last_line(log: io.StringIO) -> dict[str, object]:
    line = json.loads(log.getvalue().splitlines()[-1])
    assert isinstance(line, dict)
    return line


def test_a_line_is_json_with_event_service_and_identifiers(log: io.StringIO) -> None:
    get_logger("offers").info("offer_redeemed", offer_id="o-1", attempts=2)
    line = last_line(log)
    assert (line["event"], line["service"], line["part"]) == ("offer_redeemed", "issuer", "offers")
    assert (line["offer_id"], line["attempts"], line["level"]) == ("o-1", 2, "info")


@pytest.mark.threat(92)
@pytest.mark.parametrize(
    "name",
    [
        "access_token",
        "tx_code",
        "api_key",
        "claims",
        "vp_token",
        "nonce",
        "Authorization",
        "name",
        "birthdate",
    ],
)
def test_a_suspicious_name_is_withheld(log: io.StringIO, name: str) -> None:
    get_logger("x").info("happened", **{name: "canary"})
    assert last_line(log)[name] == WITHHELD
    assert "canary" not in log.getvalue()


@pytest.mark.threat(92)
@pytest.mark.parametrize(
    "value",
    [
        "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl",
        "Bearer canary",
        "x" * 201,
        {"claims": "canary"},
        b"canary",
        ["canary"],
    ],
)
def test_a_suspicious_value_is_withheld_under_any_name(log: io.StringIO, value: object) -> None:
    get_logger("x").info("happened", thing=value)
    assert last_line(log)["thing"] == WITHHELD


@pytest.mark.threat(92)
def test_a_library_line_loses_arguments_further_lines_and_traceback(log: io.StringIO) -> None:
    library = logging.getLogger("asyncio")
    try:
        raise ValueError("canary in the message")
    except ValueError:
        library.exception("Task failed: %s\nfuture: canary", "canary as argument")
    line = last_line(log)
    assert line["event"] == "Task failed: %s"
    assert line["error"] == "ValueError"
    assert "canary" not in log.getvalue()
