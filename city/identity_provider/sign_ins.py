"""Who has just signed in: each code is good once, for a minute, for the client that asked."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from citywallet.protocol.oauth import AuthorizationCodeRefused, CodeTokenRequest
from citywallet.protocol.openid_connect import RequestedSignIn
from citywallet.protocol.pkce import verify_code_verifier

CODE_LIFETIME: Final = timedelta(seconds=60)
_MOST_CODES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """One sign-in that waits for its code to be redeemed."""

    request: RequestedSignIn
    person_id: str = field(repr=False)
    expires_at: datetime


class SignIns:
    """The sign-ins of this process. A restart forgets them, and whoever waited signs in again."""

    def __init__(self) -> None:
        self._waiting: dict[str, SignedIn] = {}

    def add(self, code: str, request: RequestedSignIn, *, person_id: str, now: datetime) -> None:
        """Keep a sign-in until its code is redeemed; what is past its time is forgotten."""
        live = [(each, kept) for each, kept in self._waiting.items() if now < kept.expires_at]
        self._waiting = dict(live[-_MOST_CODES + 1 :])
        self._waiting[code] = SignedIn(request=request, person_id=person_id, expires_at=now + CODE_LIFETIME)

    def redeem(self, request: CodeTokenRequest, *, client_id: str, now: datetime) -> SignedIn:
        """The sign-in of a code, which is used up whatever comes of it.

        Raises:
            AuthorizationCodeRefused: unknown, used, expired, of another client or address.
            CodeVerifierWrong: somebody else began.

        Spec: OpenID Connect Core, Token Request Validation.
        """
        found = self._waiting.pop(request.code, None)
        if found is None or now >= found.expires_at:
            raise AuthorizationCodeRefused()
        target = found.request.target
        if (target.client_id, target.redirect_uri) != (client_id, request.redirect_uri):
            raise AuthorizationCodeRefused("of another")
        verify_code_verifier(request.code_verifier, challenge=found.request.code_challenge)
        return found
