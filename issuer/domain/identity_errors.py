"""Why a citizen could not be recognised: one class per cause."""

from issuer.domain.errors import IssuerError


class IdentityUnavailable(IssuerError):
    """Raised when a source of identities does not answer."""

    code = "identity_unavailable"
    public = "Signing in is not possible just now. Please try again soon."


class IdentityDeclined(IssuerError):
    """Raised when the citizen broke off at the sign-in service, or it let nobody in."""

    code = "identity_declined"
    public = "The sign-in was not completed."


class IdentityAnswerInvalid(IssuerError):
    """Raised when the answer of a sign-in service is not this sign-in's, or cannot be believed."""

    code = "identity_answer_invalid"
    public = "The answer of the sign-in service cannot be accepted. Please sign in again."


class IdentitySourceUnknown(IssuerError):
    """Raised when a form names a way to sign in that this issuer does not have."""

    code = "identity_source_unknown"
    public = "There is no such way to sign in."


class CitizenNotInRegister(IssuerError):
    """Raised when somebody signed in whom the city's register does not know."""

    code = "citizen_not_in_register"
    public = "The city's register does not know the person who signed in."


class OfferOfAnother(IssuerError):
    """Raised when somebody signed in for whom the offer was not made."""

    code = "offer_of_another"
    public = "This offer was made for another person."


class FormForeign(IssuerError):
    """Raised when a form does not come from a page of this session."""

    code = "form_foreign"
    public = "The form does not come from this page. Please start again in your wallet."
