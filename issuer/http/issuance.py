"""The endpoints of OpenID4VCI: offer, token, nonce, credential."""

from fastapi import APIRouter, Request, Response

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oauth import (
    GrantTypeUnsupported,
    PreAuthorizedTokenRequest,
    parse_token_request,
    serialize_token_response,
)
from citywallet.protocol.oid4vci import (
    CredentialRequest,
    CredentialRequestMalformed,
    parse_credential_request,
    serialize_credential_offer,
    serialize_credential_response,
    serialize_nonce_response,
)
from citywallet.runtime.http import bearer_token, json_response, read_form, read_json_object
from issuer.http.acts import IssuerActs, acts_of

_MAX_TOKEN_REQUEST_BYTES = 32_768
_MAX_CREDENTIAL_REQUEST_BYTES = 262_144

issuance_routes = APIRouter(tags=["issuance"])


@issuance_routes.get("/offers/{reference}")
async def offer(request: Request, reference: str) -> Response:
    """The offer that a link names by reference."""
    found = await acts_of(request).read_offer(reference)
    return json_response(serialize_credential_offer(found))


@issuance_routes.post("/token")
async def token(request: Request) -> Response:
    """The token endpoint, for the pre-authorized code grant."""
    asked = parse_token_request(await read_form(request, max_bytes=_MAX_TOKEN_REQUEST_BYTES))
    if not isinstance(asked, PreAuthorizedTokenRequest):
        raise GrantTypeUnsupported("not yet")
    answer = await acts_of(request).redeem_offer(asked)
    return json_response(serialize_token_response(answer), headers={"Pragma": "no-cache"})


@issuance_routes.post("/nonce")
async def nonce(request: Request) -> Response:
    """The nonce endpoint."""
    fresh = acts_of(request).hand_out_nonce()
    return json_response(serialize_nonce_response(fresh), headers={"Cache-Control": "no-store"})


@issuance_routes.post("/credential")
async def credential(request: Request) -> Response:
    """The credential endpoint."""
    acts = acts_of(request)
    access_token = bearer_token(request)
    await acts.check_access_token(access_token)
    asked = await _read_credential_request(request, acts)
    answer = await acts.issue_credential(access_token, asked)
    return json_response(serialize_credential_response(answer), headers={"Cache-Control": "no-store"})


async def _read_credential_request(request: Request, acts: IssuerActs) -> CredentialRequest:
    try:
        members = await read_json_object(request, max_bytes=_MAX_CREDENTIAL_REQUEST_BYTES)
    except ProtocolError as error:  # here, whatever cannot be read has a code of its own
        raise CredentialRequestMalformed(type(error).__name__) from error
    return parse_credential_request(members, batch_size=acts.profile.batch_size)
