"""Reads a request's body and query strictly: one meaning per message, bounded, UTF-8 alone."""

import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from fastapi import Request

from citywallet.protocol.encoding import JsonObject, parse_json_object
from citywallet.protocol.errors import ProtocolError
from citywallet.runtime.http.errors import RequestMediaTypeWrong, RequestTooLarge

MAX_FORM_BYTES = 1_048_576
MAX_FIELDS = 50
_JSON_MAX_BYTES = 65_536
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9a-fA-F]{2})")


class FieldsInvalid(ProtocolError):
    """The form or query is not UTF-8, is badly escaped or has too many fields."""

    public = "The fields of the request could not be read."


class FieldRepeated(ProtocolError):
    """A field comes twice: two readers might take different ones."""

    public = "A field of the request is repeated."


class BodyNotAscii(ProtocolError):
    """The body should be a token and is not even ASCII."""

    public = "The body of the request could not be read."


def media_type_of(request: Request) -> str:
    """The media type of the body, in small letters and without parameters; empty unless one is given."""
    values = request.headers.getlist("content-type")
    return values[0].partition(";")[0].strip().lower() if len(values) == 1 else ""


async def read_body(request: Request, *, max_bytes: int) -> bytes:
    """The whole body.

    Raises:
        RequestTooLarge: it is longer than `max_bytes`; reading stops there.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            raise RequestTooLarge()
    return bytes(body)


async def read_json_object(request: Request, *, max_bytes: int = _JSON_MAX_BYTES) -> JsonObject:
    """The body as one JSON object.

    Raises:
        RequestMediaTypeWrong: the media type is not `application/json`.
        RequestTooLarge, JsonInvalid: the body is too long, no JSON, or has a member twice.
    """
    _require_media_type(request, "application/json")
    return parse_json_object(await read_body(request, max_bytes=max_bytes), max_bytes=max_bytes)


async def read_ascii(request: Request, *, media_type: str, max_bytes: int) -> str:
    """The body as one text in ASCII, such as a token.

    Raises:
        RequestMediaTypeWrong: the media type is not `media_type`.
        RequestTooLarge, BodyNotAscii: as their names say.
    """
    _require_media_type(request, media_type)
    try:
        return (await read_body(request, max_bytes=max_bytes)).decode("ascii")
    except UnicodeDecodeError:
        raise BodyNotAscii() from None


async def read_form(
    request: Request, *, max_bytes: int = MAX_FORM_BYTES, max_fields: int = MAX_FIELDS
) -> Mapping[str, str]:
    """The body as form fields; a field sent without a value counts as not sent.

    Raises:
        RequestMediaTypeWrong: the media type is not `application/x-www-form-urlencoded`.
        RequestTooLarge, FieldsInvalid, FieldRepeated: as their names say.

    Spec: OAuth 2.0 Authorization Framework, Token Endpoint.
    """
    _require_media_type(request, "application/x-www-form-urlencoded")
    return parse_fields(await read_body(request, max_bytes=max_bytes), max_fields=max_fields)


def read_query(request: Request, *, max_fields: int = MAX_FIELDS) -> Mapping[str, str]:
    """The query of the address as fields, by the same rules as a form.

    Raises:
        FieldsInvalid, FieldRepeated: as their names say.
    """
    return parse_fields(request.scope["query_string"], max_fields=max_fields)


def parse_fields(encoded: bytes, *, max_fields: int = MAX_FIELDS) -> Mapping[str, str]:
    """Read `application/x-www-form-urlencoded` bytes; fields without a value are left out.

    Raises:
        FieldsInvalid: not UTF-8, badly escaped, or more than `max_fields` fields.
        FieldRepeated: a name comes twice.
    """
    parts = [part for part in encoded.split(b"&", max_fields + 1) if part]
    if len(parts) > max_fields:
        raise FieldsInvalid("too many fields")
    fields: dict[str, str] = {}
    for part in parts:
        name, _, value = part.partition(b"=")
        decoded = _decode(name)
        if decoded in fields:
            raise FieldRepeated()
        fields[decoded] = _decode(value)
    return {name: value for name, value in fields.items() if value}


def _decode(encoded: bytes) -> str:
    if _BROKEN_ESCAPE.search(encoded):
        raise FieldsInvalid("escape")
    try:
        return unquote_to_bytes(encoded.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        raise FieldsInvalid("not UTF-8") from None


def _require_media_type(request: Request, expected: str) -> None:
    if media_type_of(request) != expected:
        raise RequestMediaTypeWrong()
    charset = request.headers["content-type"].partition(";")[2].strip().lower()
    if charset.startswith("charset=") and charset.removeprefix("charset=").strip('"') != "utf-8":
        raise RequestMediaTypeWrong("charset")
