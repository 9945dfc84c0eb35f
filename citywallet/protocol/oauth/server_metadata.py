"""What an authorization server says about itself."""

from dataclasses import dataclass
from functools import partial

from citywallet.protocol.encoding import (
    JsonObject,
    optional_boolean_member,
    optional_string_array_member,
    string_member,
)
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth.web_url import (
    IssuerIdentifier,
    WebUrl,
    optional_web_url_member,
    parse_issuer_identifier,
    well_known_url,
)

_ANONYMOUS = "pre-authorized_grant_anonymous_access_supported"
_PUSH_ENDPOINT = "pushed_authorization_request_endpoint"
_PUSH_REQUIRED = "require_pushed_authorization_requests"
_STATUS_LISTS = "status_list_aggregation_endpoint"
_NAMES_ISSUER = "authorization_response_iss_parameter_supported"
_ATTESTATION_ALGORITHMS = "client_attestation_signing_alg_values_supported"
_POP_ALGORITHMS = "client_attestation_pop_signing_alg_values_supported"
_DEFAULT_GRANT_TYPES = ("authorization_code", "implicit")


class ServerMetadataOfAnother(ProtocolError):
    """The metadata names another server than the one it was fetched from."""

    code = ErrorCode.INVALID_REQUEST
    public = "The metadata belongs to another authorization server."


class TokenEndpointMissing(ProtocolError):
    """The server has no token endpoint, so nothing can be fetched from it."""

    code = ErrorCode.INVALID_REQUEST
    public = "The authorization server names no token endpoint."


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationServerMetadata:
    """The members that issuing needs. Anonymous access means: a token request without `client_id`.

    With `authorization_response_iss_parameter_supported`, an authorization response without `iss` is none of
    this server's.
    """

    issuer: IssuerIdentifier
    token_endpoint: WebUrl
    grant_types_supported: tuple[str, ...]
    pre_authorized_grant_anonymous_access_supported: bool = False
    token_endpoint_auth_methods_supported: tuple[str, ...] = ()
    authorization_endpoint: WebUrl | None = None
    response_types_supported: tuple[str, ...] = ()
    scopes_supported: tuple[str, ...] = ()
    code_challenge_methods_supported: tuple[str, ...] = ()
    authorization_details_types_supported: tuple[str, ...] = ()
    pushed_authorization_request_endpoint: WebUrl | None = None
    require_pushed_authorization_requests: bool = False
    authorization_response_iss_parameter_supported: bool = False
    dpop_signing_alg_values_supported: tuple[str, ...] = ()
    status_list_aggregation_endpoint: WebUrl | None = None
    client_attestation_signing_alg_values_supported: tuple[str, ...] = ()
    client_attestation_pop_signing_alg_values_supported: tuple[str, ...] = ()
    challenge_endpoint: WebUrl | None = None


def authorization_server_metadata_url(issuer: IssuerIdentifier) -> WebUrl:
    """Where a server's metadata is found.

    Spec: OAuth 2.0 Authorization Server Metadata, Obtaining Authorization Server Metadata.
    """
    return well_known_url(issuer, "oauth-authorization-server")


def parse_authorization_server_metadata(
    members: JsonObject, *, issuer: IssuerIdentifier
) -> AuthorizationServerMetadata:
    """Read metadata fetched for `issuer`; unknown members are ignored.

    Raises:
        MemberInvalid: a member is absent or of the wrong type.
        ServerMetadataOfAnother: the member `issuer` differs by a single character.
        TokenEndpointMissing: there is no token endpoint.
        UrlInvalid: an endpoint is no web address.
        UrlNotSecure: an endpoint is plain http beyond this machine.

    Spec: OAuth 2.0 Authorization Server Metadata, Authorization Server Metadata Validation.
    """
    if string_member(members, "issuer") != issuer:
        raise ServerMetadataOfAnother(issuer)
    token_endpoint = optional_web_url_member(members, "token_endpoint")
    if token_endpoint is None:
        raise TokenEndpointMissing(issuer)
    texts = partial(optional_string_array_member, members)
    return AuthorizationServerMetadata(
        issuer=parse_issuer_identifier(issuer),
        token_endpoint=token_endpoint,
        grant_types_supported=texts("grant_types_supported", default=_DEFAULT_GRANT_TYPES),
        pre_authorized_grant_anonymous_access_supported=optional_boolean_member(members, _ANONYMOUS) or False,
        token_endpoint_auth_methods_supported=texts("token_endpoint_auth_methods_supported"),
        authorization_endpoint=optional_web_url_member(members, "authorization_endpoint"),
        response_types_supported=texts("response_types_supported"),
        scopes_supported=texts("scopes_supported"),
        code_challenge_methods_supported=texts("code_challenge_methods_supported"),
        authorization_details_types_supported=texts("authorization_details_types_supported"),
        dpop_signing_alg_values_supported=texts("dpop_signing_alg_values_supported"),
        client_attestation_signing_alg_values_supported=texts(_ATTESTATION_ALGORITHMS),
        client_attestation_pop_signing_alg_values_supported=texts(_POP_ALGORITHMS),
        challenge_endpoint=optional_web_url_member(members, "challenge_endpoint"),
        pushed_authorization_request_endpoint=optional_web_url_member(members, _PUSH_ENDPOINT),
        status_list_aggregation_endpoint=optional_web_url_member(members, _STATUS_LISTS),
        require_pushed_authorization_requests=optional_boolean_member(members, _PUSH_REQUIRED) or False,
        authorization_response_iss_parameter_supported=optional_boolean_member(members, _NAMES_ISSUER)
        or False,
    )


def serialize_authorization_server_metadata(metadata: AuthorizationServerMetadata) -> JsonObject:
    """The JSON object of a server's metadata.

    Spec: OAuth 2.0 Authorization Server Metadata, Authorization Server Metadata.
    """
    members: JsonObject = {
        "issuer": metadata.issuer,
        "token_endpoint": metadata.token_endpoint,
        "grant_types_supported": list(metadata.grant_types_supported),
        _ANONYMOUS: metadata.pre_authorized_grant_anonymous_access_supported,
    }
    lists = {
        "token_endpoint_auth_methods_supported": metadata.token_endpoint_auth_methods_supported,
        "response_types_supported": metadata.response_types_supported,
        "scopes_supported": metadata.scopes_supported,
        "code_challenge_methods_supported": metadata.code_challenge_methods_supported,
        _ATTESTATION_ALGORITHMS: metadata.client_attestation_signing_alg_values_supported,
        _POP_ALGORITHMS: metadata.client_attestation_pop_signing_alg_values_supported,
        "dpop_signing_alg_values_supported": metadata.dpop_signing_alg_values_supported,
        "authorization_details_types_supported": metadata.authorization_details_types_supported,
    }
    endpoints = {
        "authorization_endpoint": metadata.authorization_endpoint,
        "challenge_endpoint": metadata.challenge_endpoint,
        _PUSH_ENDPOINT: metadata.pushed_authorization_request_endpoint,
        _STATUS_LISTS: metadata.status_list_aggregation_endpoint,
    }
    flags = {
        _PUSH_REQUIRED: metadata.require_pushed_authorization_requests,
        _NAMES_ISSUER: metadata.authorization_response_iss_parameter_supported,
    }
    members |= {name: list(values) for name, values in lists.items() if values}
    members |= {name: url for name, url in endpoints.items() if url is not None}
    return members | {name: flag for name, flag in flags.items() if flag}
