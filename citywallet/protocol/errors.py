"""The root of every error that a broken rule of a specification raises.

    ProtocolError
    └── one subclass per cause, defined beside the rule that it guards

A subclass carries the specification's `code` and a `public` sentence, which may be shown to anyone. What is
passed in is detail for the log and never leaves the service. Nothing here knows an HTTP status.
"""

from enum import StrEnum
from typing import ClassVar


class ErrorCode(StrEnum):
    """The error codes of the specifications that our endpoints speak."""

    # OAuth 2.0
    INVALID_REQUEST = "invalid_request"
    INVALID_CLIENT = "invalid_client"
    INVALID_CLIENT_ATTESTATION = "invalid_client_attestation"
    USE_ATTESTATION_CHALLENGE = "use_attestation_challenge"
    INVALID_GRANT = "invalid_grant"
    UNAUTHORIZED_CLIENT = "unauthorized_client"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    UNSUPPORTED_RESPONSE_TYPE = "unsupported_response_type"
    INVALID_SCOPE = "invalid_scope"
    INVALID_AUTHORIZATION_DETAILS = "invalid_authorization_details"
    INVALID_TARGET = "invalid_target"
    ACCESS_DENIED = "access_denied"
    SERVER_ERROR = "server_error"
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"
    # OpenID Connect
    LOGIN_REQUIRED = "login_required"
    # Bearer and DPoP tokens
    INVALID_TOKEN = "invalid_token"  # noqa: S105 - the name of an error
    INSUFFICIENT_SCOPE = "insufficient_scope"
    INVALID_DPOP_PROOF = "invalid_dpop_proof"
    USE_DPOP_NONCE = "use_dpop_nonce"
    # OpenID4VCI
    INVALID_CREDENTIAL_REQUEST = "invalid_credential_request"
    UNKNOWN_CREDENTIAL_CONFIGURATION = "unknown_credential_configuration"
    UNKNOWN_CREDENTIAL_IDENTIFIER = "unknown_credential_identifier"
    INVALID_PROOF = "invalid_proof"
    INVALID_NONCE = "invalid_nonce"
    INVALID_ENCRYPTION_PARAMETERS = "invalid_encryption_parameters"
    CREDENTIAL_REQUEST_DENIED = "credential_request_denied"
    INVALID_TRANSACTION_ID = "invalid_transaction_id"
    INVALID_NOTIFICATION_ID = "invalid_notification_id"
    INVALID_NOTIFICATION_REQUEST = "invalid_notification_request"
    # OpenID4VP
    INVALID_REQUEST_URI = "invalid_request_uri"
    INVALID_REQUEST_OBJECT = "invalid_request_object"
    REQUEST_NOT_SUPPORTED = "request_not_supported"
    INVALID_REQUEST_URI_METHOD = "invalid_request_uri_method"
    INVALID_TRANSACTION_DATA = "invalid_transaction_data"
    VP_FORMATS_NOT_SUPPORTED = "vp_formats_not_supported"
    WALLET_UNAVAILABLE = "wallet_unavailable"


class ProtocolError(Exception):
    """A message or token breaks a rule of its specification.

    `detail` is for the log: it may name the class of what is wrong, never a claim value, token or key.
    """

    code: ClassVar[ErrorCode] = ErrorCode.INVALID_REQUEST
    public: ClassVar[str] = "The request does not follow the protocol."

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.public)
        self.detail = detail
