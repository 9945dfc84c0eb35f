"""What a wallet calls when its citizen signs in by showing a credential: it fetches a request and answers."""

from fastapi import APIRouter, Request, Response

from citywallet.protocol.oid4vp import REQUEST_OBJECT_MEDIA_TYPE, parse_request_uri_post, serialize_receipt
from citywallet.runtime.http import json_response, read_form
from issuer.http.acts import acts_of

_MAX_FETCH_BYTES = 32_768
# One credential of the greatest length that is read, twice as long by its escapes in a form.
_MAX_ANSWER_BYTES = 327_680

presented_identity_routes = APIRouter(tags=["sign-in"])


@presented_identity_routes.get("/presentations/requests/{request_id}")
async def fetch_request(request: Request, request_id: str) -> Response:
    """The signed request object; the same at each fetch."""
    return await _request_object(request, request_id, wallet_nonce=None)


@presented_identity_routes.post("/presentations/requests/{request_id}")
async def fetch_request_with_nonce(request: Request, request_id: str) -> Response:
    """The signed request object with the wallet's nonce in it."""
    fields = await read_form(request, max_bytes=_MAX_FETCH_BYTES)
    return await _request_object(request, request_id, wallet_nonce=parse_request_uri_post(fields))


@presented_identity_routes.post("/presentations/responses/{response_id}")
async def receive_answer(request: Request, response_id: str) -> Response:
    """Take the one answer to a request (`direct_post`); says where the citizen's browser goes on."""
    fields = await read_form(request, max_bytes=_MAX_ANSWER_BYTES)
    onward = await acts_of(request).authorization.receive_presentation(response_id, fields)
    return json_response(serialize_receipt(redirect_uri=onward), headers={"Cache-Control": "no-store"})


async def _request_object(request: Request, request_id: str, *, wallet_nonce: str | None) -> Response:
    serve = acts_of(request).authorization.serve_presentation_request
    text = await serve(request_id, wallet_nonce=wallet_nonce)
    return Response(
        text.encode("ascii"), headers={"Cache-Control": "no-store"}, media_type=REQUEST_OBJECT_MEDIA_TYPE
    )
