"""Status list tokens, as JWT or CWT, for anyone; those of the past for auditors."""

import hashlib
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from citywallet.protocol.bitstring import StatusPurpose
from citywallet.protocol.encoding import JsonValue, decode_base64url, encode_base64url
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.statuslist import STATUS_LIST_CWT_MEDIA_TYPE, STATUS_LIST_MEDIA_TYPE
from citywallet.protocol.vcdm import VC_JWT_MEDIA_TYPE
from citywallet.runtime.http import json_response, preferred_media_type, read_query
from issuer.domain.errors import (
    NotAllowed,
    StatusFormatNotServed,
    StatusListUnknown,
    StatusTimeInvalid,
    StatusTokenUnknown,
)
from issuer.domain.identifiers import ListNumber, OfficeClientId
from issuer.domain.permissions import Permission
from issuer.domain.status_lists import Publication
from issuer.http.acts import acts_of
from issuer.http.gate import identify_client

_LAST_SECOND = 253_402_300_799  # 9999-12-31T23:59:59Z
_DIGEST_BYTES = 32

status_routes = APIRouter(tags=["status"])


@status_routes.get("/status/{number}")
async def status_list(request: Request, number: str) -> Response:
    """The newest token of a list; with `time` (Unix seconds) and an auditor's key, the one of that time."""
    acts = acts_of(request).status
    query = read_query(request)
    if "time" in request.query_params:
        auditor = await _auditor(request)
        if auditor is None:
            raise NotAllowed(Permission.READ_PAST_STATUS)
        publication = await acts.serve_past_status_list(
            _number(number), _time(query.get("time", "")), auditor=auditor
        )
        return _token(request, publication, cache_control="no-store")
    publication = await acts.serve_status_list(_number(number))
    max_age_seconds = int(acts.time_to_live.total_seconds())
    return _token(request, publication, cache_control=f"public, max-age={max_age_seconds}")


@status_routes.get("/status/{number}/bitstring/{purpose}")
async def bitstring_list(request: Request, number: str, purpose: str) -> Response:
    """What the newest token of a list says of one purpose, as a verifiable credential."""
    status = acts_of(request).status
    if purpose not in list(StatusPurpose):
        raise StatusListUnknown()
    credential = await status.serve_bitstring_list(_number(number), StatusPurpose(purpose))
    max_age_seconds = int(status.time_to_live.total_seconds())
    headers = {
        "Cache-Control": f"public, max-age={max_age_seconds}",
        "Access-Control-Allow-Origin": "*",
    }
    return Response(credential, headers=headers, media_type=VC_JWT_MEDIA_TYPE)


@status_routes.get("/status-lists")
async def status_lists(request: Request) -> Response:
    """The addresses of all status lists, for those who fetch them before they are asked about a card."""
    uris: list[JsonValue] = [*await acts_of(request).status.name_status_lists()]
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
    return json_response({"status_lists": uris}, headers=headers)


@status_routes.get("/status/{number}/tokens/{digest}")
async def token_by_digest(request: Request, number: str, digest: str) -> Response:
    """The token that a head commits to, by its digest in base64url."""
    auditor = await _auditor(request) if "authorization" in request.headers else None
    publication = await acts_of(request).status.serve_token_by_digest(
        _number(number), _digest(digest), auditor=auditor
    )
    return _token(request, publication, cache_control="public, max-age=86400, immutable")


async def _auditor(request: Request) -> OfficeClientId | None:
    """Who asks, if they may see the past."""
    client = await identify_client(request)
    return client.id if Permission.READ_PAST_STATUS in client.permissions else None


def _number(text: str) -> ListNumber:
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and text == str(int(text))):
        raise StatusListUnknown()
    return ListNumber(int(text))


def _time(text: str) -> datetime:
    if not (text.isascii() and text.isdecimal() and len(text) <= 12 and int(text) <= _LAST_SECOND):
        raise StatusTimeInvalid()
    return datetime.fromtimestamp(int(text), tz=UTC)


def _digest(text: str) -> bytes:
    try:
        digest = decode_base64url(text)
    except ProtocolError:
        raise StatusTokenUnknown("no digest") from None
    if len(digest) != _DIGEST_BYTES:
        raise StatusTokenUnknown("no digest")
    return digest


def _token(request: Request, publication: Publication, *, cache_control: str) -> Response:
    """The token in the encoding that the client likes more."""
    content: str | bytes
    match preferred_media_type(request, (STATUS_LIST_MEDIA_TYPE, STATUS_LIST_CWT_MEDIA_TYPE)):
        case "application/statuslist+cwt" as media_type if publication.cwt is not None:
            content, digest = publication.cwt, hashlib.sha256(publication.cwt).digest()
        case "application/statuslist+jwt" as media_type:
            content, digest = publication.token, publication.digest
        case _:
            raise StatusFormatNotServed()
    tag = f'"{encode_base64url(digest)}"'
    headers = {
        "ETag": tag,
        "Cache-Control": cache_control,
        "Vary": "Accept",
        "Access-Control-Allow-Origin": "*",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)
