"""What can be wrong with a query, and with an answer to one.

DcqlInvalid          the query itself breaks a rule
Unsatisfiable        the wallet holds nothing that answers the query
AnswerMismatch       what was presented is not what was asked
"""

from citywallet.protocol.errors import ErrorCode, ProtocolError


class DcqlInvalid(ProtocolError):
    """The root of what can be wrong with a query."""

    code = ErrorCode.INVALID_REQUEST
    public = "The query for credentials is not valid."


class DcqlMalformed(DcqlInvalid):
    """A member is absent, of the wrong type, or an array that must be filled is empty."""

    public = "The query for credentials could not be read."


class DcqlTooLarge(DcqlInvalid):
    """The query has more parts than any honest question needs."""

    public = "The query for credentials is too large."


class DcqlIdInvalid(DcqlInvalid):
    """An identifier is empty or has other characters than letters, digits, underscore and hyphen."""

    public = "An identifier in the query has forbidden characters."


class DcqlIdRepeated(DcqlInvalid):
    """Two credential queries, or two claims of one credential query, have the same identifier."""

    public = "An identifier in the query is used twice."


class DcqlReferenceUnknown(DcqlInvalid):
    """A credential set or a claim set names an identifier that the query does not define."""

    public = "The query refers to a part that it does not contain."


class ClaimSetsWithoutClaims(DcqlInvalid):
    """`claim_sets` is present and `claims` is not."""

    public = "The query has claim sets without claims."


class ClaimsPathInvalid(DcqlInvalid):
    """A claims path is empty or holds something other than texts, nulls and non-negative integers."""

    public = "A claims path in the query is not valid."


class Unsatisfiable(ProtocolError):
    """The wallet cannot answer the query in full, and so must not answer it in part.

    Code and sentence are those of a citizen who declines: nobody learns which claims or cards exist.
    """

    code = ErrorCode.ACCESS_DENIED
    public = "The request was not granted."


class AnswerMismatch(ProtocolError):
    """The root of what can differ between query and answer; `query_id` names the credential query."""

    code = ErrorCode.INVALID_REQUEST
    public = "The answer is not what was asked for."

    def __init__(self, query_id: str) -> None:
        super().__init__(query_id)
        self.query_id = query_id


class AnswerIdUnknown(AnswerMismatch):
    """The answer has an entry for which there is no credential query."""

    public = "The answer contains something that was not asked for."


class AnswerCountWrong(AnswerMismatch):
    """An entry holds no presentation, or several where one was asked for."""

    public = "The answer contains a wrong number of credentials."


class RequiredCredentialMissing(AnswerMismatch):
    """A credential, or every option of a required set, is absent."""

    public = "The answer lacks a required credential."


class CredentialFormatDiffers(AnswerMismatch):
    """The presented credential is of another format."""

    public = "The presented credential has another format than requested."


class CredentialTypeDiffers(AnswerMismatch):
    """The presented credential is of another type."""

    public = "The presented credential is of another type than requested."


class HolderBindingAbsent(AnswerMismatch):
    """The presented credential does not prove that its holder sent it."""

    public = "The presented credential lacks the proof of its holder."


class AuthorityDiffers(AnswerMismatch):
    """No certificate of the presented credential comes from a requested authority."""

    public = "The presented credential comes from another authority than requested."


class ClaimAbsent(AnswerMismatch):
    """A requested claim was not disclosed."""

    public = "The presented credential lacks a requested claim."


class ClaimValueDiffers(AnswerMismatch):
    """A requested claim was disclosed with a value that was not asked for."""

    public = "A claim of the presented credential has another value than requested."
