"""Refusals of a credential request that depend on the issuer's state, not on the message alone."""

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.errors import ErrorCode, ProtocolError


class CredentialConfigurationUnknown(ProtocolError):
    """The issuer has no such credential configuration, or the token is not good for it."""

    code = ErrorCode.UNKNOWN_CREDENTIAL_CONFIGURATION
    public = "This issuer does not offer the requested credential."


class CredentialIdentifierUnknown(ProtocolError):
    """The token was not handed out with this credential identifier."""

    code = ErrorCode.UNKNOWN_CREDENTIAL_IDENTIFIER
    public = "The requested credential identifier is unknown."


class NonceInvalid(ProtocolError):
    """The nonce of a key proof was not handed out by this issuer, is used up, or is too old."""

    code = ErrorCode.INVALID_NONCE
    public = "The key proof must carry a fresh nonce from this issuer's nonce endpoint."


class CredentialRequestDenied(ProtocolError):
    """The issuer will not issue this credential, now or later; `reason` is for the citizen to read."""

    code = ErrorCode.CREDENTIAL_REQUEST_DENIED
    public = "The credential cannot be issued."

    def __init__(self, detail: str = "", *, reason: BilingualText | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
