"""The endpoints of the authorization code grant: where a wallet pushes its request, and sends the browser."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from citywallet.protocol.oauth import serialize_pushed_response
from citywallet.runtime.http import json_response, read_form, read_query
from issuer.http.access import client_of, headers_for
from issuer.http.acts import acts_of
from issuer.http.citizen_session import keep_secret
from issuer.http.page_problems import with_problem_pages
from issuer.usecases.start_authorization import SentBack

# Never 307: it would send a form on to whoever is next.
SEE_OTHER = 303
_MAX_PUSH_BYTES = 65_536

authorization_routes = APIRouter(tags=["authorization"])


@authorization_routes.post("/par")
async def pushed_authorization_request(request: Request) -> Response:
    """The pushed authorization request endpoint."""
    acts = acts_of(request)
    fields = await read_form(request, max_bytes=_MAX_PUSH_BYTES)
    client = await client_of(request, "/par", claimed_id=fields.get("client_id"))
    answer = await acts.authorization.push(
        fields,
        client=acts.authorization.clients.named(client.id),
        dpop_thumbprint=client.dpop_thumbprint,
    )
    return json_response(
        serialize_pushed_response(answer),
        status=201,
        headers={"Cache-Control": "no-cache, no-store"} | headers_for(client, acts),
    )


@authorization_routes.get("/authorize")
@with_problem_pages
async def authorize(request: Request) -> Response:
    """The authorization endpoint: begins a session, or sends the browser back to the wallet."""
    acts = acts_of(request)
    started = await acts.authorization.start(read_query(request))
    if isinstance(started, SentBack):
        return RedirectResponse(started.address, SEE_OTHER)
    # On to an address without the request in it: for the history, and for the citizen who loads it anew.
    response = RedirectResponse(acts.profile.address("/sign-in"), SEE_OTHER)
    keep_secret(response, started.secret)
    return response
