"""A request that a wallet pushed: good for one authorization, for a short time, for that wallet alone.

    Pushed ── the citizen decides ──▶ Spent

It may be opened more than once before the decision: programs fetch addresses before a person does.
"""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.oauth import AuthorizationRequest, RequestUriUnknown
from issuer.domain.wallet_clients import WalletClient


@dataclass(frozen=True, slots=True, kw_only=True)
class PushTerms:
    """What never changes about a push. The client is the one that was known when it pushed."""

    client: WalletClient
    request: AuthorizationRequest
    pushed_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """Waiting for the citizen."""

    terms: PushTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Decided; nobody can open it again."""

    terms: PushTerms


PushedRequest = Pushed | Spent


def open_pushed(pushed: PushedRequest | None, *, client_id: str, now: datetime) -> PushTerms:
    """What was pushed, for the client that comes with its reference.

    Raises:
        RequestUriUnknown: never pushed, spent, past its time, or another client's; nobody learns which.

    Spec: OAuth 2.0 Pushed Authorization Requests, Authorization Request.
    """
    match pushed:
        case None:
            raise RequestUriUnknown("unknown")
        case Spent():
            raise RequestUriUnknown("spent")
        case Pushed(terms=terms):
            if terms.client.id != client_id:
                raise RequestUriUnknown("another client")
            if now >= terms.expires_at:
                raise RequestUriUnknown("expired")
            return terms
