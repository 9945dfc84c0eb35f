"""What an OpenID Connect provider says about itself."""

from dataclasses import dataclass

from citywallet.protocol.encoding import (
    JsonObject,
    optional_boolean_member,
    optional_string_array_member,
    string_member,
)
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import IssuerIdentifier, WebUrl, parse_issuer_identifier, parse_web_url

_NAMES_ISSUER = "authorization_response_iss_parameter_supported"
_AUTH_METHODS = "token_endpoint_auth_methods_supported"
_DEFAULT_AUTH_METHODS = ("client_secret_basic",)


class ProviderMetadataOfAnother(ProtocolError):
    """The metadata name another provider than the one they were fetched from."""

    code = ErrorCode.INVALID_REQUEST
    public = "The metadata belong to another sign-in service."


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderMetadata:
    """The members that signing in needs. `names_issuer`: every authorization response carries `iss`."""

    issuer: IssuerIdentifier
    authorization_endpoint: WebUrl
    token_endpoint: WebUrl
    jwks_uri: WebUrl
    token_endpoint_auth_methods: tuple[str, ...] = _DEFAULT_AUTH_METHODS
    names_issuer: bool = False


def provider_metadata_url(issuer: IssuerIdentifier) -> WebUrl:
    """Where a provider's metadata are found: behind its path, not before it.

    Spec: OpenID Connect Discovery, OpenID Provider Configuration Request.
    """
    return WebUrl(f"{issuer.rstrip('/')}/.well-known/openid-configuration")


def parse_provider_metadata(members: JsonObject, *, issuer: IssuerIdentifier) -> ProviderMetadata:
    """Read metadata fetched for `issuer`; unknown members are ignored.

    Raises:
        MemberInvalid: a member is absent or of the wrong type.
        ProviderMetadataOfAnother: the member `issuer` differs by a single character.
        UrlInvalid, UrlNotSecure: an endpoint is no web address, or plain http beyond this machine.

    Spec: OpenID Connect Discovery, OpenID Provider Configuration Validation.
    """
    if string_member(members, "issuer") != issuer:
        raise ProviderMetadataOfAnother(issuer)
    return ProviderMetadata(
        issuer=parse_issuer_identifier(issuer),
        authorization_endpoint=parse_web_url(string_member(members, "authorization_endpoint")),
        token_endpoint=parse_web_url(string_member(members, "token_endpoint")),
        jwks_uri=parse_web_url(string_member(members, "jwks_uri")),
        token_endpoint_auth_methods=optional_string_array_member(
            members, _AUTH_METHODS, default=_DEFAULT_AUTH_METHODS
        ),
        names_issuer=optional_boolean_member(members, _NAMES_ISSUER) or False,
    )


def serialize_provider_metadata(metadata: ProviderMetadata) -> JsonObject:
    """The JSON object of a provider that signs with ES256 and knows the code flow with PKCE alone.

    Spec: OpenID Connect Discovery, OpenID Provider Metadata.
    """
    return {
        "issuer": metadata.issuer,
        "authorization_endpoint": metadata.authorization_endpoint,
        "token_endpoint": metadata.token_endpoint,
        "jwks_uri": metadata.jwks_uri,
        "scopes_supported": ["openid"],
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"],
        _AUTH_METHODS: list(metadata.token_endpoint_auth_methods),
        _NAMES_ISSUER: metadata.names_issuer,
    }
