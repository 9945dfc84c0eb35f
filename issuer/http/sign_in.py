"""Signing in and out, and enrolling, for the office's pages."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from citywallet.runtime.http import client_address
from issuer.domain.sign_in import SignInRefused
from issuer.http.acts import acts_of
from issuer.http.browser_sessions import (
    SESSION_COOKIE,
    SIGN_IN_COOKIE,
    clear_session_cookie,
    set_session_cookie,
    set_sign_in_cookie,
)
from issuer.http.gate import caller_of, session_of
from issuer.http.staff_models import (
    EnrolmentModel,
    EnrolmentRequest,
    PasskeyRequest,
    SessionModel,
    SignInModel,
    SignInRequest,
    TotpRequest,
)
from issuer.usecases.finish_sign_in import PasskeyAnswer, SecondFactor, TotpCode

sign_in_routes = APIRouter(prefix="/api/v1/office", tags=["sign-in"])

TokenPath = Annotated[str, Path(min_length=1, max_length=100)]


@sign_in_routes.post("/sign-in", summary="Sign in, first step: user and password")
async def begin(request: Request, response: Response, shown: SignInRequest) -> SignInModel:
    """Check the password; whatever is wrong is refused in the same words and the same time."""
    office = acts_of(request).office
    begun = await office.begin_sign_in(user=shown.user, password=shown.password, address=_address_of(request))
    set_sign_in_cookie(response, begun.secret)
    return SignInModel.of(begun)


@sign_in_routes.post("/sign-in/totp", summary="Sign in, second step: a code")
async def finish_by_code(request: Request, response: Response, shown: TotpRequest) -> SessionModel:
    """Check the code of an authenticator app and begin a session."""
    return await _finish(request, response, TotpCode(code=shown.code))


@sign_in_routes.post("/sign-in/passkey", summary="Sign in, second step: a passkey")
async def finish_by_passkey(request: Request, response: Response, shown: PasskeyRequest) -> SessionModel:
    """Check what the browser made of a passkey and begin a session."""
    return await _finish(request, response, PasskeyAnswer(credential=shown.credential))


@sign_in_routes.get("/session", summary="Who is signed in")
async def session(request: Request) -> SessionModel:
    """Tell who is signed in, until when, and the token that each act must show."""
    caller, secret = session_of(request)
    above = acts_of(request).office.second_approver_above
    return SessionModel.of(caller, secret=secret, second_approver_above=above)


@sign_in_routes.delete("/session", status_code=204, summary="Sign out")
async def sign_out(request: Request, response: Response) -> None:
    """End the session here; the cookie is worth nothing afterwards."""
    _, secret = session_of(request)
    await acts_of(request).office.end_session(secret, by=caller_of(request))
    clear_session_cookie(response)


@sign_in_routes.get("/enrolment/{token}", summary="What somebody needs to enrol")
async def enrolment(request: Request, token: TokenPath) -> EnrolmentModel:
    """Show what stands behind a link to enrol by."""
    return EnrolmentModel.of(await acts_of(request).office.enrol_staff.show(token))


@sign_in_routes.post("/enrolment/{token}", status_code=204, summary="Enrol")
async def enrol(request: Request, token: TokenPath, chosen: EnrolmentRequest) -> None:
    """Set the password and at least one second factor; the link ends."""
    await acts_of(request).office.enrol_staff(
        token, password=chosen.password, totp_code=chosen.totp_code, passkey=chosen.passkey
    )


async def _finish(request: Request, response: Response, factor: SecondFactor) -> SessionModel:
    office = acts_of(request).office
    secret = request.cookies.get(SIGN_IN_COOKIE)
    if not secret:
        raise SignInRefused("no first step")
    signed_in = await office.finish_sign_in(
        secret,
        factor,
        address=_address_of(request),
        earlier_session=request.cookies.get(SESSION_COOKIE),
    )
    set_session_cookie(response, signed_in.secret)
    return SessionModel.of(
        signed_in.caller,
        secret=signed_in.secret,
        second_approver_above=office.second_approver_above,
    )


def _address_of(request: Request) -> str:
    return client_address(request, trusted_proxies=acts_of(request).trusted_proxies)
