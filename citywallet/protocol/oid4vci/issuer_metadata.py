"""What a credential issuer says about itself: its endpoints and its catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from citywallet.protocol.encoding import (
    JsonObject,
    integer_member,
    object_member,
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


class IssuerMetadataOfAnother(ProtocolError):
    """The metadata names another issuer than the one it was fetched from."""

    code = ErrorCode.INVALID_REQUEST
    public = "The metadata belongs to another credential issuer."


class IssuerRequiresEncryption(ProtocolError):
    """The issuer answers only encrypted requests or responses, which this wallet cannot do yet."""

    code = ErrorCode.INVALID_REQUEST
    public = "The issuer requires encrypted messages, which are not supported."


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerMetadata:
    """An issuer's endpoints and catalogue.

    `authorization_servers` is empty where the issuer is its own authorization server; `batch_size` is 1
    where it issues one credential a request; without `nonce_endpoint` key proofs need no nonce.
    """

    credential_issuer: IssuerIdentifier
    credential_endpoint: WebUrl
    credential_configurations: Mapping[str, CredentialConfiguration]
    nonce_endpoint: WebUrl | None = None
    deferred_credential_endpoint: WebUrl | None = None
    notification_endpoint: WebUrl | None = None
    authorization_servers: tuple[IssuerIdentifier, ...] = ()
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
        IssuerRequiresEncryption: the issuer insists on encrypted messages.
        UrlInvalid: an endpoint is no web address.
        UrlNotSecure: an endpoint is plain http beyond this machine.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Parameters.
    """
    if string_member(members, "credential_issuer") != credential_issuer:
        raise IssuerMetadataOfAnother(credential_issuer)
    _check_no_encryption_required(members)
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
    if metadata.batch_size > 1:
        members["batch_credential_issuance"] = {"batch_size": metadata.batch_size}
    if metadata.display:
        members["display"] = serialize_display(metadata.display)
    return members


def _check_no_encryption_required(members: JsonObject) -> None:
    for name in ("credential_request_encryption", "credential_response_encryption"):
        if name in members and object_member(members, name).get("encryption_required") is not False:
            raise IssuerRequiresEncryption(name)


def _parse_servers(members: JsonObject) -> tuple[IssuerIdentifier, ...]:
    named = optional_string_array_member(members, "authorization_servers")
    return tuple(parse_issuer_identifier(server) for server in named)


def _parse_batch_size(members: JsonObject) -> int:
    if "batch_credential_issuance" not in members:
        return 1
    return integer_member(object_member(members, "batch_credential_issuance"), "batch_size", minimum=2)
