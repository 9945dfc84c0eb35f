"""The VP token: presentations, keyed by the credential query that they answer."""

from collections.abc import Mapping
from typing import TypeAlias

from citywallet.protocol.encoding import JsonValue, parse_json_object, serialize_json
from citywallet.protocol.errors import ErrorCode, ProtocolError

VpToken: TypeAlias = Mapping[str, tuple[str, ...]]

MAX_VP_TOKEN_BYTES = 524_288

_MAX_ENTRIES = 64
_MAX_PRESENTATIONS = 16


class VpTokenMalformed(ProtocolError):
    """The text is no JSON object of filled arrays, or has more in it than any query asks for."""

    code = ErrorCode.INVALID_REQUEST
    public = "The vp_token must be a JSON object with a filled array of presentations per credential query."


class PresentationUnsupported(ProtocolError):
    """A presentation is no text: it is of a format that nobody here asks for."""

    code = ErrorCode.INVALID_REQUEST
    public = "A presentation has an unsupported format."


def parse_vp_token(text: str) -> VpToken:
    """Read a VP token; nothing about the presentations is verified, nor whether they were asked for.

    Raises:
        VpTokenMalformed: not a JSON object of filled arrays, or too large.
        PresentationUnsupported: a presentation is no text.

    Spec: OpenID4VP 1.0, Response Parameters.
    """
    try:
        members = parse_json_object(text, max_bytes=MAX_VP_TOKEN_BYTES)
    except ProtocolError as error:
        raise VpTokenMalformed(type(error).__name__) from error
    if not 0 < len(members) <= _MAX_ENTRIES:
        raise VpTokenMalformed(f"{len(members)} entries")
    return {query_id: _parse_presentations(value) for query_id, value in members.items()}


def serialize_vp_token(vp_token: VpToken) -> str:
    """The JSON text of a VP token.

    Spec: OpenID4VP 1.0, Response Parameters.
    """
    return serialize_json({query_id: list(texts) for query_id, texts in vp_token.items()}).decode()


def _parse_presentations(value: JsonValue) -> tuple[str, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= _MAX_PRESENTATIONS:
        raise VpTokenMalformed("not a filled array")
    presentations = tuple(presentation for presentation in value if isinstance(presentation, str))
    if len(presentations) != len(value):
        raise PresentationUnsupported()
    return presentations
