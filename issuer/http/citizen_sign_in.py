"""The pages on which a citizen signs in and agrees."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from citywallet.runtime.http import read_query
from issuer.domain.authorization_sessions import SessionOver, SignedIn, SigningIn
from issuer.http.acts import acts_of
from issuer.http.authorization import SEE_OTHER
from issuer.http.citizen_session import forget_secret, keep_secret, read_own_form, required_secret
from issuer.http.page_problems import with_problem_pages
from issuer.ports.identity import NotYet, SendTo

citizen_sign_in_routes = APIRouter(tags=["sign-in"])


@citizen_sign_in_routes.get("/sign-in")
@with_problem_pages
async def show_sign_in(request: Request) -> Response:
    """The page on which the citizen chooses how to sign in."""
    acts, secret = acts_of(request), required_secret(request)
    view = await acts.authorization.read_session(secret)
    if isinstance(view.session, SignedIn):
        return RedirectResponse(acts.profile.address("/consent"), SEE_OTHER)
    labels = {name: source.label for name, source in acts.authorization.sources.items()}
    return acts.authorization.pages.sign_in(request, view, secret=secret, sources=labels)


@citizen_sign_in_routes.post("/sign-in")
@with_problem_pages
async def begin_sign_in(request: Request) -> Response:
    """The citizen's choice; the browser goes to the sign-in service."""
    acts, secret = acts_of(request), required_secret(request)
    fields = await read_own_form(request)
    source = fields.get("source", "")
    where = await acts.authorization.begin(secret, token=fields.get("token", ""), source_name=source)
    if isinstance(where, SendTo):
        return RedirectResponse(where.url, SEE_OTHER)
    return RedirectResponse(acts.profile.address(f"/sign-in/{source}"), SEE_OTHER)


@citizen_sign_in_routes.get("/sign-in/{source}")
@with_problem_pages
async def show_link(request: Request, source: str) -> Response:
    """The page with a link to the wallet that shows a card."""
    return await _show_link(request, source, is_waiting=False)


@citizen_sign_in_routes.get("/sign-in/{source}/callback")
@with_problem_pages
async def finish_sign_in(request: Request, source: str) -> Response:
    """Where the sign-in service, or the wallet that showed a card, sends the browser back to."""
    acts, secret = acts_of(request), required_secret(request)
    outcome = await acts.authorization.finish(secret, read_query(request), source_name=source)
    if isinstance(outcome, NotYet):
        return await _show_link(request, source, is_waiting=True)
    response = RedirectResponse(acts.profile.address("/consent"), SEE_OTHER)
    keep_secret(response, outcome.secret)
    return response


@citizen_sign_in_routes.get("/consent")
@with_problem_pages
async def show_consent(request: Request) -> Response:
    """The page on which the citizen agrees or declines."""
    acts, secret = acts_of(request), required_secret(request)
    view = await acts.authorization.read_session(secret)
    if not isinstance(view.session, SignedIn):
        return RedirectResponse(acts.profile.address("/sign-in"), SEE_OTHER)
    return acts.authorization.pages.consent(request, view, secret=secret)


@citizen_sign_in_routes.post("/consent")
@with_problem_pages
async def decide(request: Request) -> Response:
    """The citizen's decision; the browser goes back to the wallet. Anything but a clear yes is a no."""
    acts, secret = acts_of(request), required_secret(request)
    fields = await read_own_form(request)
    token = fields.get("token", "")
    if fields.get("decision") == "accept":
        address = await acts.authorization.grant(secret, token=token)
    else:
        address = await acts.authorization.decline(secret, token=token)
    response = RedirectResponse(address, SEE_OTHER)
    forget_secret(response)
    return response


async def _show_link(request: Request, source: str, *, is_waiting: bool) -> Response:
    acts, secret = acts_of(request), required_secret(request)
    view = await acts.authorization.read_session(secret)
    session = view.session
    if not isinstance(session, SigningIn) or session.source != source or session.link is None:
        raise SessionOver("nothing to show")
    return acts.authorization.pages.show_link(
        request, view, secret=secret, link=session.link, is_waiting=is_waiting
    )
