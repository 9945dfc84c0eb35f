"""What can be wrong with asking, fetching a request, or answering: one class per cause."""

from citywallet.protocol.errors import ErrorCode, ProtocolError


class QuestionUnknown(ProtocolError):
    """Raised when the catalogue has no such question."""

    code = ErrorCode.INVALID_REQUEST
    public = "There is no such question."


class QuestionInvalid(Exception):
    """Raised when a file of the catalogue cannot be read; the message names the file and what is wrong."""


class TimeInFuture(ProtocolError):
    """Raised when a question is asked as of a time that has not come."""

    code = ErrorCode.INVALID_REQUEST
    public = "The time asked about has not come yet."


class TransactionUnknown(ProtocolError):
    """Raised when there is no transaction of that id."""

    code = ErrorCode.INVALID_REQUEST
    public = "There is no such transaction."


class RequestUnknown(ProtocolError):
    """Raised when no open request stands at this address: never there, over, or already answered."""

    code = ErrorCode.INVALID_REQUEST_URI
    public = "There is no open request at this address."


class AnswerNotAwaited(ProtocolError):
    """Raised when an answer comes to an address or with a state that no open request has."""

    code = ErrorCode.INVALID_REQUEST
    public = "No answer is awaited here."


class AlreadyAnswered(ProtocolError):
    """Raised when a request was answered before: one request, one answer."""

    code = ErrorCode.INVALID_REQUEST
    public = "This request was already answered."


class RequestExpired(ProtocolError):
    """Raised when an answer comes after the request's time."""

    code = ErrorCode.INVALID_REQUEST
    public = "The time to answer this request is over."


class AnswerNotTrustworthy(ProtocolError):
    """Raised when a judged presentation is worthless: not the issuer's, not the holder's, or not for us."""

    code = ErrorCode.INVALID_REQUEST
    public = "The presentation could not be verified."


class CardUnreadable(ProtocolError):
    """Raised when what was given to be checked is no SD-JWT."""

    code = ErrorCode.INVALID_REQUEST
    public = "This is not a card that we can read."


class ListSignerForeign(ProtocolError):
    """Raised when a status list was signed by somebody else than the issuer whose list it is."""

    code = ErrorCode.INVALID_REQUEST
    public = "The status list was signed by somebody else."


class HolderKeyAbsent(ProtocolError):
    """Raised when a card names no key of its holder, so that nobody can prove to be the holder."""

    code = ErrorCode.INVALID_REQUEST
    public = "The card is not bound to a holder."
