"""Signing in at an issuer: begun and followed over the API; the browser comes back to a page of its own."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from citywallet.runtime.http import require_key
from wallet_api.domain.errors import WalletError
from wallet_api.domain.identifiers import SignInId, WalletId
from wallet_api.domain.sign_ins import BegunSignIn, FailedSignIn, ReceivingSignIn
from wallet_api.http.acts import acts_of
from wallet_api.http.application_models import APPLIED, ApplicationModel
from wallet_api.http.bodies import OfferedSignInRequest, SignInRequest
from wallet_api.http.models import CardFaceModel
from wallet_api.http.roles import OPERATOR
from wallet_api.usecases.read_sign_in import FollowedSignIn

CALLBACK_PATH = "/sign-in/callback"
_MAX_QUERY_CHARS = 8_192
_PAGE = """<!doctype html>
<html lang="ko">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{ko}</title></head>
<body><main><h1>{ko}</h1><p lang="en">{en}</p></main></body>
</html>
"""

sign_in_routes = APIRouter(prefix="/api/v1", tags=["wallet"], dependencies=[Depends(require_key(OPERATOR))])
callback_routes = APIRouter(tags=["wallet"])


class StartedSignInModel(BaseModel):
    """Where the citizen signs in, until when."""

    id: str
    authorization_url: str
    expires_at: datetime


class SignInModel(BaseModel):
    """How a sign-in stands, begun until the cards are there; `code` says why it failed."""

    id: str
    state: Literal["begun", "finished", "failed"]
    code: str | None
    cards: list[CardFaceModel]
    application: ApplicationModel | None

    @classmethod
    def of(cls, followed: FollowedSignIn) -> "SignInModel":
        """Render a sign-in and what it brought."""
        sign_in, applied = followed.sign_in, followed.application
        failed = isinstance(sign_in, FailedSignIn)
        state: Literal["begun", "finished", "failed"] = "failed" if failed else "finished"
        return cls(
            id=sign_in.terms.id,
            state="begun" if isinstance(sign_in, BegunSignIn | ReceivingSignIn) else state,
            code=sign_in.code if isinstance(sign_in, FailedSignIn) else None,
            cards=[CardFaceModel.of(card) for card in followed.cards],
            application=None if applied is None else ApplicationModel.of(applied),
        )


@sign_in_routes.post(
    "/wallets/{wallet_id}/sign-ins", status_code=201, summary="Begin to receive cards by signing in"
)
async def begin_sign_in(
    request: Request, wallet_id: str, body: SignInRequest | OfferedSignInRequest
) -> StartedSignInModel:
    """Leave the request at the issuer; the citizen opens the address in a browser."""
    if isinstance(body, OfferedSignInRequest):
        started = await acts_of(request).begin_offered_sign_in(WalletId(wallet_id), link=body.link)
    else:
        started = await acts_of(request).begin_sign_in(
            WalletId(wallet_id),
            credential_issuer=body.credential_issuer,
            configuration_ids=tuple(body.credential_configuration_ids),
        )
    terms = started.sign_in.terms
    return StartedSignInModel(id=terms.id, authorization_url=started.address, expires_at=terms.expires_at)


@sign_in_routes.get("/wallets/{wallet_id}/sign-ins/{sign_in_id}", summary="How a sign-in stands")
async def read_sign_in(request: Request, wallet_id: str, sign_in_id: str) -> SignInModel:
    """Tell whether the citizen came back, and with which cards or promises."""
    return SignInModel.of(await acts_of(request).read_sign_in(WalletId(wallet_id), SignInId(sign_in_id)))


@callback_routes.get(CALLBACK_PATH, summary="Where an issuer sends the citizen's browser back")
async def callback(request: Request) -> Response:
    """Take the issuer's answer and say in words what came of it; the page names nothing of the citizen."""
    fields = dict(request.query_params) if len(request.url.query) <= _MAX_QUERY_CHARS else {}
    try:
        received = await acts_of(request).finish_sign_in(fields)
    except WalletError as error:
        return _page(ko=error.korean, en=error.english, status=400)
    if received.application is not None:
        return _page(
            ko=f"{APPLIED.ko} 이 창은 닫아도 돼요.",
            en=f"{APPLIED.en} You can close this window.",
            status=200,
        )
    return _page(
        ko="카드를 받았어요. 이 창은 닫아도 돼요.",
        en="Your card is in the wallet. You can close this window.",
        status=200,
    )


def _page(*, ko: str, en: str, status: int) -> Response:
    return HTMLResponse(_PAGE.format(ko=ko, en=en), status_code=status)
