"""The endpoints of OpenID4VCI that come before the credential: offer, token, nonces."""

from fastapi import APIRouter, Request, Response

from citywallet.protocol.oauth import (
    CodeTokenRequest,
    PreAuthorizedTokenRequest,
    RefreshTokenRequest,
    parse_token_request,
    serialize_token_response,
)
from citywallet.protocol.oauth.client_attestation import serialize_attestation_challenge
from citywallet.protocol.oid4vci import (
    serialize_credential_offer,
    serialize_nonce_response,
)
from citywallet.runtime.http import client_address, json_response, read_form
from issuer.domain.clients import check_binding
from issuer.http.access import client_of, dpop_nonce_header, headers_for
from issuer.http.acts import acts_of

_MAX_TOKEN_REQUEST_BYTES = 32_768

issuance_routes = APIRouter(tags=["issuance"])


@issuance_routes.get("/offers/{reference}")
async def offer(request: Request, reference: str) -> Response:
    """The offer that a link names by reference."""
    found = await acts_of(request).read_offer(reference)
    return json_response(serialize_credential_offer(found))


@issuance_routes.post("/token")
async def token(request: Request) -> Response:
    """The token endpoint."""
    acts = acts_of(request)
    asked = parse_token_request(await read_form(request, max_bytes=_MAX_TOKEN_REQUEST_BYTES))
    client = await client_of(request, "/token", claimed_id=asked.client_id)
    check_binding(client, acts.profile)
    match asked:
        case PreAuthorizedTokenRequest():
            sender = client_address(request, trusted_proxies=acts.trusted_proxies)
            answer = await acts.redeem_offer(asked, client=client, sender=sender)
        case RefreshTokenRequest():
            answer = await acts.access.refresh_tokens(asked, client=client)
        case CodeTokenRequest():
            answer = await acts.authorization.redeem(asked, client=client)
    headers = {"Pragma": "no-cache"} | headers_for(client, acts)
    return json_response(serialize_token_response(answer), headers=headers)


@issuance_routes.post("/nonce")
async def nonce(request: Request) -> Response:
    """The nonce endpoint."""
    acts = acts_of(request)
    headers = {"Cache-Control": "no-store"} | dpop_nonce_header(acts)
    return json_response(serialize_nonce_response(acts.hand_out_nonce()), headers=headers)


@issuance_routes.post("/challenge")
async def challenge(request: Request) -> Response:
    """The endpoint for challenges that wallets answer when they prove who they are."""
    fresh = acts_of(request).access.challenges.fresh()
    return json_response(serialize_attestation_challenge(fresh), headers={"Cache-Control": "no-store"})
