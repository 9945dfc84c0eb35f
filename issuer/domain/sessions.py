"""Sessions of staff in a browser, which alone knows the cookie's value; here is only its digest."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.encoding import encode_base64url
from issuer.domain.errors import IssuerError
from issuer.domain.identifiers import UserName

IDLE_LIFETIME = timedelta(minutes=15)
LIFETIME = timedelta(hours=8)
# A request is noted at most this often: reading must not become writing.
NOTED_EVERY = timedelta(minutes=1)
_CSRF_TAG = b"citywallet/csrf/v1"


class SessionMissing(IssuerError):
    """Raised when a request shows no session that lasts."""

    code = "session_missing"
    public = "Please sign in."


class RequestNotOurs(IssuerError):
    """Raised when a request of a browser does not show that one of our own pages sent it."""

    code = "request_not_ours"
    public = "This request did not come from the office's own page. Please load the page again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sign-in of somebody of the staff."""

    user: UserName
    began_at: datetime
    seen_at: datetime

    @property
    def ends_at(self) -> datetime:
        """When it ends if nothing more is asked."""
        return min(self.seen_at + IDLE_LIFETIME, self.began_at + LIFETIME)


def check_session(session: Session | None, *, now: datetime) -> Session:
    """The session, if it lasts.

    Raises:
        SessionMissing: there is none, or it has ended.
    """
    if session is None or now >= session.ends_at:
        raise SessionMissing()
    return session


def digest_of_secret(secret: str) -> bytes:
    """What is kept of a cookie or of an enrolment link; both have 256 random bits."""
    return hashlib.sha256(secret.encode()).digest()


def csrf_token_of(cookie: str) -> str:
    """What pages send with each act. Another site can send the cookie along, but not make this of it."""
    return encode_base64url(hmac.digest(cookie.encode(), _CSRF_TAG, "sha256"))
