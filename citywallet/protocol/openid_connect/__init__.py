"""OpenID Connect, as far as signing a citizen in needs it: code flow, PKCE, ES256 and RS256."""

from citywallet.protocol.openid_connect.authentication_request import (
    AuthenticationRequest,
    LoginRequired,
    RequestedSignIn,
    ScopeWithoutOpenid,
    SignInNonceMissing,
    build_authentication_request,
    parse_authentication_request,
    parse_id_token_member,
)
from citywallet.protocol.openid_connect.id_token import (
    IdTokenForAnotherClient,
    IdTokenInvalid,
    IdTokenKeyUnknown,
    IdTokenOfAnotherIssuer,
    IdTokenOfAnotherSignIn,
    IdTokenOutOfTime,
    IdTokenSubjectInvalid,
    VerifiedIdToken,
    sign_id_token,
    verify_id_token,
)
from citywallet.protocol.openid_connect.jwk_set import (
    ProviderKey,
    RsaPublicKey,
    parse_jwk_set,
    serialize_jwk_set,
)
from citywallet.protocol.openid_connect.provider_metadata import (
    ProviderMetadata,
    ProviderMetadataOfAnother,
    parse_provider_metadata,
    provider_metadata_url,
    serialize_provider_metadata,
)

__all__ = [
    "AuthenticationRequest",
    "IdTokenForAnotherClient",
    "IdTokenInvalid",
    "IdTokenKeyUnknown",
    "IdTokenOfAnotherIssuer",
    "IdTokenOfAnotherSignIn",
    "IdTokenOutOfTime",
    "IdTokenSubjectInvalid",
    "LoginRequired",
    "ProviderKey",
    "ProviderMetadata",
    "ProviderMetadataOfAnother",
    "RequestedSignIn",
    "RsaPublicKey",
    "ScopeWithoutOpenid",
    "SignInNonceMissing",
    "VerifiedIdToken",
    "build_authentication_request",
    "parse_authentication_request",
    "parse_id_token_member",
    "parse_jwk_set",
    "parse_provider_metadata",
    "provider_metadata_url",
    "serialize_jwk_set",
    "serialize_provider_metadata",
    "sign_id_token",
    "verify_id_token",
]
