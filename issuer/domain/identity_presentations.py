"""A credential that a citizen shows to sign in: asked for, shown or declined once, taken by their browser.

Asked ── the wallet answers ──▶ Shown | PresentationDeclined ── the browser brings the code ──▶ gone
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from citywallet.protocol.errors import ErrorCode, ProtocolError
from issuer.domain.identifiers import CitizenId, IdentityPresentationId, IdentitySourceName
from issuer.domain.identity_errors import IdentityAnswerInvalid, IdentityDeclined


class PresentationNotAwaited(ProtocolError):
    """No request of this issuer waits there: none, answered before, or past its time."""

    code: ClassVar[ErrorCode] = ErrorCode.INVALID_REQUEST
    public: ClassVar[str] = "No answer is awaited here. Please start again."


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationTerms:
    """What was fixed when the credential was asked for.

    The session knows `id`, the link `request_id`, the wallet the rest: who sees one can use no other.
    """

    id: IdentityPresentationId
    source: IdentitySourceName
    request_id: str = field(repr=False)
    response_id: str = field(repr=False)
    nonce: str = field(repr=False)
    state: str = field(repr=False)
    asked_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The wallet has not answered."""

    terms: PresentationTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The wallet showed somebody's credential; whoever has the code may be them."""

    terms: PresentationTerms
    citizen_id: CitizenId
    code_digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationDeclined:
    """The wallet will not or cannot show one."""

    terms: PresentationTerms
    code_digest: bytes


AnsweredPresentation = Shown | PresentationDeclined
IdentityPresentation = Asked | AnsweredPresentation


def response_code_digest(code: str) -> bytes:
    """What the database keeps of the code that ties the wallet's answer to the citizen's browser."""
    return hashlib.sha256(code.encode()).digest()


def awaited(presentation: IdentityPresentation | None, *, now: datetime) -> Asked:
    """The presentation, if an answer to it is still awaited.

    Raises:
        PresentationNotAwaited: it is not.
    """
    if not isinstance(presentation, Asked) or now >= presentation.terms.expires_at:
        raise PresentationNotAwaited()
    return presentation


def citizen_shown(
    presentation: IdentityPresentation | None, *, source: IdentitySourceName, code: str | None, now: datetime
) -> CitizenId | None:
    """Who showed the credential, if this is the browser to which the wallet's answer leads; None before that.

    Without the code of the answer a browser is told nothing: somebody else's wallet may have answered.

    Raises:
        IdentityAnswerInvalid: nothing was asked, its time is over, or the code is another.
        IdentityDeclined: the wallet showed nothing.
    """
    if presentation is None or presentation.terms.source != source or now >= presentation.terms.expires_at:
        raise IdentityAnswerInvalid("nothing asked")
    if code is None:
        return None
    if isinstance(presentation, Asked):
        raise IdentityAnswerInvalid("no answer yet")
    if not hmac.compare_digest(presentation.code_digest, response_code_digest(code)):
        raise IdentityAnswerInvalid("code of another answer")
    if isinstance(presentation, PresentationDeclined):
        raise IdentityDeclined("in the wallet")
    return presentation.citizen_id
