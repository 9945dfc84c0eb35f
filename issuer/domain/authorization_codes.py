"""An authorization code's life: good once, for a minute, for the wallet that asked, and whoever began there.

    Issued ── redeemed ──▶ CodeRedeemed

Whoever comes with a used code and its verifier shows that two parties hold everything: what the first one got
is ended. Without the verifier a code is worth nothing, and whoever has only seen it can end nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oauth import (
    AuthorizationCodeRefused,
    CodeTokenRequest,
    RedirectUri,
)
from citywallet.protocol.pkce import (
    CodeChallenge,
    CodeVerifierWrong,
    verify_code_verifier,
)
from issuer.domain.authorizations import AllowedCredential
from issuer.domain.clients import Client
from issuer.domain.identifiers import AuthorizationId, CitizenId, OfferId


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTerms:
    """What a code is bound to, and what it leads to. With `dpop_thumbprint`, that key must be proven too."""

    client_id: str
    redirect_uri: RedirectUri
    code_challenge: CodeChallenge
    dpop_thumbprint: bytes | None
    citizen_id: CitizenId
    credentials: tuple[AllowedCredential, ...]
    offer_id: OfferId | None
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """On its way to the wallet."""

    terms: CodeTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRedeemed:
    """Used: it ended in one authorization."""

    terms: CodeTerms
    authorization_id: AuthorizationId


IssuedCode = Issued | CodeRedeemed


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCode:
    """No token is handed out. `to_end` is what a used code led to."""

    error: ProtocolError
    to_end: AuthorizationId | None = None


def redeem_code(
    code: IssuedCode,
    request: CodeTokenRequest,
    *,
    client: Client,
    authorization_id: AuthorizationId,
    now: datetime,
) -> CodeRedeemed | RefusedCode:
    """Exchange a code for the authorization `authorization_id`, or say why not.

    Spec: OAuth 2.0 Authorization Framework, Access Token Request.
    """
    terms = code.terms
    # (1) The wallet that asked comes for it, by the address to which it was sent, with proof that it began.
    if client.id != terms.client_id:
        return RefusedCode(error=AuthorizationCodeRefused("another client"))
    if request.redirect_uri != terms.redirect_uri:
        return RefusedCode(error=AuthorizationCodeRefused("another redirect_uri"))
    try:
        verify_code_verifier(request.code_verifier, challenge=terms.code_challenge)
    except CodeVerifierWrong as error:
        return RefusedCode(error=error)
    # (2) With the key that it announced.
    if terms.dpop_thumbprint not in (None, client.dpop_thumbprint):
        return RefusedCode(error=AuthorizationCodeRefused("another key"))
    # (3) Once, and in time.
    match code:
        case CodeRedeemed(authorization_id=earlier):
            return RefusedCode(error=AuthorizationCodeRefused("reused"), to_end=earlier)
        case Issued():
            if now >= terms.expires_at:
                return RefusedCode(error=AuthorizationCodeRefused("expired"))
            return CodeRedeemed(terms=terms, authorization_id=authorization_id)
