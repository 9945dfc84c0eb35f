"""The way back to the wallet: a browser is sent there with a code or with an error, and with our name."""

from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import (
    AuthorizationCodeIssued,
    ErrorResponse,
    ResponseTarget,
    build_authorization_response,
)
from issuer.domain.profile import IssuerProfile

_DECLINED = ErrorResponse(
    error=ErrorCode.ACCESS_DENIED.value, description="The citizen did not agree, or could not be recognised."
)


def refused_address(error: ProtocolError, *, target: ResponseTarget, profile: IssuerProfile) -> str:
    """Where the browser goes with an error; `target` is known as the wallet's own.

    Spec: OAuth 2.0 Authorization Framework, Error Response.
    """
    response = ErrorResponse(error=error.code.value, description=error.public)
    return build_authorization_response(response, target=target, issuer=profile.credential_issuer)


def declined_address(target: ResponseTarget, *, profile: IssuerProfile) -> str:
    """Where the browser goes when the citizen declined, or could not be recognised: nobody learns which."""
    return build_authorization_response(_DECLINED, target=target, issuer=profile.credential_issuer)


def granted_address(code: str, *, target: ResponseTarget, profile: IssuerProfile) -> str:
    """Where the browser goes with a code."""
    response = AuthorizationCodeIssued(code=code)
    return build_authorization_response(response, target=target, issuer=profile.credential_issuer)
