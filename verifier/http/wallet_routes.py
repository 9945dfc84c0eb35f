"""What wallets call: fetching a request and posting the answer."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from citywallet.protocol.oid4vp import REQUEST_OBJECT_MEDIA_TYPE, parse_request_uri_post, serialize_receipt
from citywallet.runtime.http import json_response, read_form
from verifier.domain.transaction import RequestId, ResponseId
from verifier.usecases.get_request_object import GetRequestObject
from verifier.usecases.receive_answer import ReceiveAnswer

_MAX_FETCH_BYTES = 32_768
# One card of the greatest length that is read, twice as long by its escapes in a form, and room for the rest.
_MAX_ANSWER_BYTES = 327_680


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletUseCases:
    """What these routes call."""

    get_request_object: GetRequestObject
    receive_answer: ReceiveAnswer


def wallet_routes(usecases: WalletUseCases) -> APIRouter:
    """The endpoints of OpenID4VP; they answer with its error objects."""
    router = APIRouter(tags=["OpenID4VP"])

    @router.get("/requests/{request_id}", summary="Fetch a signed request object", response_class=Response)
    async def get_request(request_id: str) -> Response:
        """The same object at each fetch, while the question is open."""
        return await _request_object(request_id, wallet_nonce=None)

    @router.post("/requests/{request_id}", summary="Fetch it with a nonce", response_class=Response)
    async def post_request(request_id: str, request: Request) -> Response:
        """The request object with `wallet_nonce` repeated in it."""
        fields = await read_form(request, max_bytes=_MAX_FETCH_BYTES)
        return await _request_object(request_id, wallet_nonce=parse_request_uri_post(fields))

    @router.post("/responses/{response_id}", summary="Answer a request", response_class=Response)
    async def post_response(response_id: str, request: Request) -> Response:
        """Take the one answer to a request (`direct_post`)."""
        fields = await read_form(request, max_bytes=_MAX_ANSWER_BYTES)
        await usecases.receive_answer(ResponseId(response_id), fields)
        return json_response(serialize_receipt(redirect_uri=None), headers={"Cache-Control": "no-store"})

    async def _request_object(request_id: str, *, wallet_nonce: str | None) -> Response:
        text = await usecases.get_request_object(RequestId(request_id), wallet_nonce=wallet_nonce)
        return Response(
            text.encode("ascii"),
            headers={"Cache-Control": "no-store"},
            media_type=REQUEST_OBJECT_MEDIA_TYPE,
        )

    return router
