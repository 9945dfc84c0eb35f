"""The provider's endpoints: what it says of itself, its sign-in page, and where codes are redeemed."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from city.identity_provider.people import is_person_id
from city.identity_provider.provider import Provider
from city.identity_provider.sign_in_pages import SignInPages
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import ErrorResponse, ResponseTarget, WebUrl, parse_response_target
from citywallet.protocol.openid_connect import (
    ProviderMetadata,
    RequestedSignIn,
    parse_authentication_request,
    serialize_provider_metadata,
)
from citywallet.runtime.http import json_response, parse_fields, read_form, read_query

_SEE_OTHER = 303
_MAX_FORM_BYTES = 65_536
_PUBLIC = {"Cache-Control": "public, max-age=60", "Access-Control-Allow-Origin": "*"}

provider_routes = APIRouter(tags=["identity provider"])


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderActs:
    """What the routes need."""

    provider: Provider
    pages: SignInPages


@provider_routes.get("/.well-known/openid-configuration")
async def metadata(request: Request) -> Response:
    """What the provider says of itself."""
    issuer = _acts(request).provider.issuer
    described = ProviderMetadata(
        issuer=issuer,
        authorization_endpoint=WebUrl(f"{issuer}/authorize"),
        token_endpoint=WebUrl(f"{issuer}/token"),
        jwks_uri=WebUrl(f"{issuer}/jwks"),
        names_issuer=True,
    )
    return json_response(serialize_provider_metadata(described), headers=_PUBLIC)


@provider_routes.get("/jwks")
async def jwks(request: Request) -> Response:
    """The keys by which ID tokens are believed."""
    return json_response(await _acts(request).provider.jwk_set(), headers=_PUBLIC)


@provider_routes.get("/authorize")
async def authorize(request: Request) -> Response:
    """The authorization endpoint: the page on which somebody is chosen."""
    return await _ask(request, read_query(request))


@provider_routes.post("/authorize")
async def authorize_by_form(request: Request) -> Response:
    """The same for a request that comes as a form."""
    return await _ask(request, await read_form(request, max_bytes=_MAX_FORM_BYTES))


@provider_routes.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """The choice; the browser goes back to the service that asked."""
    form = await read_form(request, max_bytes=_MAX_FORM_BYTES)
    acts, fields = _acts(request), parse_fields(form.get("request", "").encode())
    requested = _requested(request, fields)
    if isinstance(requested, Response):
        return requested
    if not _is_own(request):
        return acts.pages.stranger(request, fields)
    if form.get("act") == "decline":
        refusal = ErrorResponse(error=ErrorCode.ACCESS_DENIED.value)
        return RedirectResponse(acts.provider.refuse(requested.target, refusal), _SEE_OTHER)
    person_id = form.get("person", "")
    if not is_person_id(person_id):
        return acts.pages.choose(request, fields, back_to=requested.target.redirect_uri, wrong=person_id)
    return RedirectResponse(acts.provider.sign_in(requested, person_id=person_id), _SEE_OTHER)


@provider_routes.post("/token")
async def token(request: Request) -> Response:
    """The token endpoint."""
    fields = await read_form(request, max_bytes=_MAX_FORM_BYTES)
    authorization = request.headers.get("authorization")
    return json_response(await _acts(request).provider.redeem(fields, authorization=authorization))


async def _ask(request: Request, fields: Mapping[str, str]) -> Response:
    requested = _requested(request, fields)
    if isinstance(requested, Response):
        return requested
    return _acts(request).pages.choose(request, fields, back_to=requested.target.redirect_uri)


def _requested(request: Request, fields: Mapping[str, str]) -> RequestedSignIn | Response:
    """The request if it is good, else the answer: a browser is sent only to an address that is a client's."""
    acts = _acts(request)
    try:
        target = parse_response_target(fields)
        acts.provider.clients.require_known(target)
    except ProtocolError:
        return acts.pages.stranger(request, fields)
    try:
        return parse_authentication_request(fields)
    except ProtocolError as error:
        return _sent_back(acts, target, error)


def _sent_back(acts: ProviderActs, target: ResponseTarget, error: ProtocolError) -> Response:
    response = ErrorResponse(error=error.code.value, description=error.public)
    return RedirectResponse(acts.provider.refuse(target, response), _SEE_OTHER)


def _is_own(request: Request) -> bool:
    """Whether the form comes from this provider's page, as far as the browser says."""
    own = urlsplit(_acts(request).provider.issuer)
    return request.headers.get("origin", f"{own.scheme}://{own.netloc}") == f"{own.scheme}://{own.netloc}"


def _acts(request: Request) -> ProviderActs:
    acts = request.app.state.acts
    assert isinstance(acts, ProviderActs)
    return acts
