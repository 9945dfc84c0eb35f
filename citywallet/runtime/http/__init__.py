"""The HTTP shell of every service: application, errors, limits, strict reading, keys, health."""

from citywallet.runtime.http.app import create_app
from citywallet.runtime.http.client_address import ClientAddress, client_address
from citywallet.runtime.http.errors import (
    Refusal,
    RequestEncodingUnsupported,
    RequestHeadersTooLarge,
    RequestMediaTypeWrong,
    RequestTooLarge,
    RequestTooSlow,
)
from citywallet.runtime.http.health import Readiness
from citywallet.runtime.http.keys import (
    ApiKeyNotAllowed,
    ApiKeys,
    ApiKeyUnknown,
    authenticate,
    bearer_token,
    require_key,
)
from citywallet.runtime.http.negotiation import preferred_media_type
from citywallet.runtime.http.paths import base_path, well_known_path
from citywallet.runtime.http.reading import (
    BodyNotAscii,
    FieldRepeated,
    FieldsInvalid,
    media_type_of,
    parse_fields,
    read_ascii,
    read_body,
    read_form,
    read_json_object,
    read_query,
)
from citywallet.runtime.http.responses import json_response
from citywallet.runtime.serve import PortInUse, listen, serve_on

__all__ = [
    "ApiKeyNotAllowed",
    "ApiKeyUnknown",
    "ApiKeys",
    "BodyNotAscii",
    "ClientAddress",
    "FieldRepeated",
    "FieldsInvalid",
    "PortInUse",
    "Readiness",
    "Refusal",
    "RequestEncodingUnsupported",
    "RequestHeadersTooLarge",
    "RequestMediaTypeWrong",
    "RequestTooLarge",
    "RequestTooSlow",
    "authenticate",
    "base_path",
    "bearer_token",
    "client_address",
    "create_app",
    "json_response",
    "listen",
    "media_type_of",
    "parse_fields",
    "preferred_media_type",
    "read_ascii",
    "read_body",
    "read_form",
    "read_json_object",
    "read_query",
    "require_key",
    "serve_on",
    "well_known_path",
]
