"""Log lines as JSON on standard error: identifiers and classes of errors, never what they are about.

A processor stands behind every call and withholds what looks like a token, key, claim or whole message,
whatever the caller meant. Lines of foreign libraries are cut to their first line and lose their traceback.
"""

import json
import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

WITHHELD = "[withheld]"
_MAX_TEXT_CHARS = 200
_SUSPICIOUS_NAME = re.compile(
    r"token|secret|password|key(?!_id)|claim|jwt|jws|proof|code(?!_class)|nonce|disclos|authori|cookie|credential(?!_id)"
    r"|payload|body|name|birth|address|phone|detail|message",
    re.IGNORECASE,
)
_SUSPICIOUS_TEXT = re.compile(
    r"[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}\.|eyJ[A-Za-z0-9_-]{10,}|Bearer ", re.ASCII
)

EventDict = MutableMapping[str, Any]


def withhold_suspicious(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace what must not be in a log; keeps numbers, booleans and short plain text alone."""
    return {name: _safe(name, value) for name, value in event.items()}


def configure_logging(service: str, *, level: str = "info", stream: TextIO | None = None) -> None:
    """Send what this process logs, ours and the libraries', to standard error (or `stream`) as JSON lines."""
    target = stream or sys.stderr
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            withhold_suspicious,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _ServiceName(service),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(_ForeignFormatter(service))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)


def get_logger(part: str) -> structlog.typing.FilteringBoundLogger:
    """A logger for one part of a service; call it with an event's name and identifiers."""
    return structlog.get_logger(part=part)  # type: ignore[no-any-return]  # untyped by design


class _ServiceName:
    """Adds the service's name to each line."""

    def __init__(self, service: str) -> None:
        self._service = service

    def __call__(self, _logger: Any, _method: str, event: EventDict) -> EventDict:
        event["service"] = self._service
        return event


class _ForeignFormatter(logging.Formatter):
    """A library's line: its first line, cut short, and the class of the error; no traceback."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        # `msg` before its arguments are put in: those may be anything. asyncio puts the error on line two.
        template = str(record.msg).partition("\n")[0][:_MAX_TEXT_CHARS]
        line: dict[str, Any] = {
            "event": _safe("event", template),
            "level": record.levelname.lower(),
            "part": record.name,
            "service": self._service,
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def _safe(name: str, value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if not isinstance(value, str) or len(value) > _MAX_TEXT_CHARS:
        return WITHHELD
    if _SUSPICIOUS_NAME.search(name) or _SUSPICIOUS_TEXT.search(value):
        return WITHHELD
    return str(value)
