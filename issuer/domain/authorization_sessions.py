"""A citizen's visit to the issuer's pages, for one authorization request.

    Started ── chooses how ──▶ SigningIn ── is known ──▶ SignedIn ── decides ──▶ Finished

Whoever breaks off may begin to sign in again. Whoever declines is finished from anywhere.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from citywallet.protocol.oauth import AuthorizationRequest
from issuer.domain.authorizations import AllowedCredential
from issuer.domain.errors import IssuerError
from issuer.domain.identifiers import CitizenId, IdentitySourceName, OfferId, SessionId
from issuer.domain.wallet_clients import WalletClient


class SessionOver(IssuerError):
    """Raised when a browser has no session that can go on: none, another's, finished, or past its time."""

    code: ClassVar[str] = "session_over"
    public: ClassVar[str] = "This page can no longer be used. Please start again in your wallet."


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTerms:
    """What never changes about a session. `push_digest` names the pushed request that it spends, if any."""

    id: SessionId
    client: WalletClient
    request: AuthorizationRequest
    credentials: tuple[AllowedCredential, ...]
    offer_id: OfferId | None
    push_digest: bytes | None
    started_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The citizen sees how to sign in."""

    terms: SessionTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningIn:
    """The citizen is at the sign-in service, or has a `link` to follow in a wallet.

    `reference` is the source's own name for this sign-in, where it has one.
    """

    terms: SessionTerms
    source: IdentitySourceName
    attempt: int
    link: str | None
    reference: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The register knows the citizen, who is asked to agree."""

    terms: SessionTerms
    citizen_id: CitizenId


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """Agreed or declined."""

    terms: SessionTerms


AuthorizationSession = Started | SigningIn | SignedIn | Finished


def live_session(session: AuthorizationSession | None, *, now: datetime) -> Started | SigningIn | SignedIn:
    """The session, if it can go on.

    Raises:
        SessionOver: there is none, or it is finished or past its time.
    """
    if session is None or isinstance(session, Finished):
        raise SessionOver("none" if session is None else "finished")
    if now >= session.terms.expires_at:
        raise SessionOver("expired")
    return session


def next_attempt(session: Started | SigningIn | SignedIn) -> int:
    """The number of the next attempt to sign in.

    Raises:
        SessionOver: the citizen has signed in; another person needs a session of their own.
    """
    match session:
        case Started():
            return 1
        case SigningIn(attempt=attempt):
            return attempt + 1
        case SignedIn():
            raise SessionOver("signed in already")


def signing_in(session: Started | SigningIn | SignedIn, *, source: IdentitySourceName) -> SigningIn:
    """The session, if its citizen is signing in by this source.

    Raises:
        SessionOver: nobody began to, or by another source.
    """
    if not isinstance(session, SigningIn) or session.source != source:
        raise SessionOver("not signing in here")
    return session


def signed_in(session: Started | SigningIn | SignedIn) -> SignedIn:
    """The session, if its citizen has signed in.

    Raises:
        SessionOver: not yet.
    """
    if not isinstance(session, SignedIn):
        raise SessionOver("not signed in")
    return session
