"""Answers in JSON, written as compactly as the protocols' own messages."""

from collections.abc import Mapping

from fastapi import Response

from citywallet.protocol.encoding import JsonValue, serialize_json


def json_response(
    value: JsonValue,
    *,
    status: int = 200,
    media_type: str = "application/json",
    headers: Mapping[str, str] = {},
) -> Response:
    """A JSON answer; it must not be stored unless `headers` say otherwise."""
    return Response(serialize_json(value), status, dict(headers), media_type=media_type)
