"""What a credential issuer says about itself: its endpoints and its catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from citywallet.protocol.encoding import (
    JsonObject,
    integer_member,
    object_member,
    optional_object_member,
    optional_string_array_member,
    string_member,
)
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import (
    IssuerIdentifier,
    WebUrl,
    optional_web_url_member,
    parse_issuer_identifier,
    parse_web_url,
    well_known_url,
)
from citywallet.protocol.oid4vci.credential_configuration import (
    CredentialConfiguration,
    Display,
    parse_credential_configuration,
    parse_display,
    serialize_credential_configuration,
    serialize_display,
)
from citywallet.protocol.oid4vci.encryption_support import (
    RequestEncryptionSupport,
    ResponseEncryptionSupport,
    parse_request_encryption_support,
    parse_response_encryption_support,
    serialize_request_encryption_support,
    serialize_response_encryption_support,
)


class IssuerMetadataOfAnother(ProtocolError):
    """The metadata names another issuer than the one it was fetched from."""

    code = ErrorCode.INVALID_REQUEST
    public = "The metadata belongs to another credential issuer."


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerMetadata:
    """An issuer's endpoints and catalogue.

    `authorization_servers` is empty where the issuer is its own authorization server; `batch_size` is 1
    where it issues one credential a request; without `nonce_endpoint` key proofs need no nonce. Without
    `request_encryption` or `response_encryption` messages of that direction cannot be encrypted.
    """

    credential_issuer: IssuerIdentifier
    credential_endpoint: WebUrl
    credential_configurations: Mapping[str, CredentialConfiguration]
    nonce_endpoint: WebUrl | None = None
    deferred_credential_endpoint: WebUrl | None = None
    notification_endpoint: WebUrl | None = None
    authorization_servers: tuple[IssuerIdentifier, ...] = ()
    request_encryption: RequestEncryptionSupport | None = None
    response_encryption: ResponseEncryptionSupport | None = None
    batch_size: int = 1
    display: tuple[Display, ...] = field(default=())

    @property
    def authorization_server(self) -> IssuerIdentifier:
        """The server that hands out tokens: the first one named, or the issuer itself."""
        return self.authorization_servers[0] if self.authorization_servers else self.credential_issuer


def issuer_metadata_url(credential_issuer: IssuerIdentifier) -> WebUrl:
    """Where an issuer's metadata is found.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Retrieval.
    """
    return well_known_url(credential_issuer, "openid-credential-issuer")


def parse_issuer_metadata(members: JsonObject, *, credential_issuer: IssuerIdentifier) -> IssuerMetadata:
    """Read metadata fetched for `credential_issuer`; unknown members are ignored.

    Raises:
        MemberInvalid: a member is absent or of the wrong type.
        IssuerMetadataOfAnother: the member `credential_issuer` differs by a single character.
        UrlInvalid: an endpoint is no web address.
        UrlNotSecure: an endpoint is plain http beyond this machine.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Parameters.
    """
    if string_member(members, "credential_issuer") != credential_issuer:
        raise IssuerMetadataOfAnother(credential_issuer)
    request_encryption = optional_object_member(members, "credential_request_encryption")
    response_encryption = optional_object_member(members, "credential_response_encryption")
    configurations = object_member(members, "credential_configurations_supported")
    return IssuerMetadata(
        credential_issuer=parse_issuer_identifier(credential_issuer),
        credential_endpoint=parse_web_url(string_member(members, "credential_endpoint")),
        credential_configurations={
            name: parse_credential_configuration(object_member(configurations, name))
            for name in configurations
        },
        nonce_endpoint=optional_web_url_member(members, "nonce_endpoint"),
        deferred_credential_endpoint=optional_web_url_member(members, "deferred_credential_endpoint"),
        notification_endpoint=optional_web_url_member(members, "notification_endpoint"),
        authorization_servers=_parse_servers(members),
        request_encryption=None
        if request_encryption is None
        else parse_request_encryption_support(request_encryption),
        response_encryption=None
        if response_encryption is None
        else parse_response_encryption_support(response_encryption),
        batch_size=_parse_batch_size(members),
        display=parse_display(members),
    )


def serialize_issuer_metadata(metadata: IssuerMetadata) -> JsonObject:
    """The JSON object of an issuer's metadata.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Parameters.
    """
    members: JsonObject = {
        "credential_issuer": metadata.credential_issuer,
        "credential_endpoint": metadata.credential_endpoint,
        "credential_configurations_supported": {
            name: serialize_credential_configuration(configuration)
            for name, configuration in metadata.credential_configurations.items()
        },
    }
    endpoints = {
        "nonce_endpoint": metadata.nonce_endpoint,
        "deferred_credential_endpoint": metadata.deferred_credential_endpoint,
        "notification_endpoint": metadata.notification_endpoint,
    }
    members |= {name: url for name, url in endpoints.items() if url is not None}
    if metadata.authorization_servers:
        members["authorization_servers"] = list(metadata.authorization_servers)
    if metadata.request_encryption is not None:
        members["credential_request_encryption"] = serialize_request_encryption_support(
            metadata.request_encryption
        )
    if metadata.response_encryption is not None:
        members["credential_response_encryption"] = serialize_response_encryption_support(
            metadata.response_encryption
        )
    if metadata.batch_size > 1:
        members["batch_credential_issuance"] = {"batch_size": metadata.batch_size}
    if metadata.display:
        members["display"] = serialize_display(metadata.display)
    return members


def _parse_servers(members: JsonObject) -> tuple[IssuerIdentifier, ...]:
    named = optional_string_array_member(members, "authorization_servers")
    return tuple(parse_issuer_identifier(server) for server in named)


def _parse_batch_size(members: JsonObject) -> int:
    if "batch_credential_issuance" not in members:
        return 1
    return integer_member(object_member(members, "batch_credential_issuance"), "batch_size", minimum=2)
