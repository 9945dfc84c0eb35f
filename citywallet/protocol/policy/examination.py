"""What each step of checking one card gave: the verified piece, its error, or nothing if not reached."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.anchoring import HeadsAround, StatusAnswer
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.sdjwt import KeyBinding
from citywallet.protocol.sdjwtvc import VerifiedCredential
from citywallet.protocol.statuslist import CredentialStatus
from citywallet.protocol.trust import Accreditation, KeyEpoch, VerifiedLeaf


class IssuerNameWrong(ProtocolError):
    """Raised when the card names another issuer than the one trusted here, or none."""

    code = ErrorCode.INVALID_REQUEST
    public = "The card does not come from a recognised office."


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsDisclosed:
    """The answer is the card asked for and discloses what was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFacts:
    """The status answer and what surrounds it.

    `age` is that of the head. `known_at` is when the chain was last read, if it could not be read now.
    `heads` and `changed_later` belong to questions about the past.
    """

    answer: StatusAnswer
    age: timedelta | None
    known_at: datetime | None
    heads: HeadsAround | None
    changed_later: CredentialStatus | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """One card's examination, step by step. None stands for a step that an earlier failure made impossible.

    `holder` is None also where nobody was asked to prove possession; the policy says whether that is enough.
    """

    certificate: VerifiedLeaf | ProtocolError
    credential: VerifiedCredential | ProtocolError | None
    issuer_key: KeyEpoch | ProtocolError | None
    accreditation: Accreditation | ProtocolError | None
    holder: KeyBinding | ProtocolError | None
    items: ItemsDisclosed | ProtocolError | None
    status: StatusFacts | None
